#!/bin/sh
# The console tools of a Kafka distribution against Ordermill's broker: console.sh [BOOTSTRAP]
set -eu
kafka="--bootstrap-server ${1:-${KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}}"
topic=console_example
command -v kafka-topics.sh >/dev/null || {
    echo "kafka-topics.sh is not on the PATH: add the folder bin of a Kafka distribution, or see README.md" >&2
    exit 2
}
say() { printf '\n== %s\n' "$*"; }

say create a topic with 3 partitions and 1 replica of each, then list and describe
kafka-topics.sh $kafka --create --if-not-exists --topic $topic --partitions 3 --replication-factor 1
kafka-topics.sh $kafka --list
kafka-topics.sh $kafka --describe --topic $topic

say 'produce: the key, a bar, the value'
kafka-console-producer.sh $kafka --topic $topic --property parse.key=true --property 'key.separator=|' <<'RECORDS'
blue|{"n": 1}
red|{"n": 2}
blue|{"n": 3}
RECORDS

say consume from the beginning, with all that a record has
kafka-console-consumer.sh $kafka --topic $topic --group $topic --from-beginning --max-messages 3 --timeout-ms 20000 \
    --property print.timestamp=true --property print.partition=true --property print.offset=true --property print.key=true

say the consumer groups, then how far one has read and its lag
kafka-consumer-groups.sh $kafka --list
kafka-consumer-groups.sh $kafka --describe --group $topic

say 'a ride, as the taxi tutorial asks for it: it gets a driver and an e-mail'
echo '3|{"id": 3, "customer_id": "user_3", "location": "Lat: 12, Long: 34"}' |
    kafka-console-producer.sh $kafka --topic ride_details --property parse.key=true --property 'key.separator=|'
