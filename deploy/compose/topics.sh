#!/bin/bash
# Creates the topics of deploy/asyncapi.yaml that are missing: BOOTSTRAP=host:port topics.sh
set -euo pipefail

topics="
order_details_dlq
order_confirmed order_confirmed_dlq
order_rejected order_rejected_dlq
order_email_sent order_email_sent_dlq
ride_details_dlq
ride_confirmed ride_confirmed_dlq
ride_rejected ride_rejected_dlq
ride_email_sent ride_email_sent_dlq
timestamp_dlq
"
# Anybody may write to these, with any compression; the broker takes it off, because a native executable knows few.
open="order_details ride_details timestamp"
compacted="analytics_result"
partitions=12

kafka_topics() {
    /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" "$@"
}

present=" $(kafka_topics --list | tr '\n' ' ') "

create() {
    local topic=$1
    shift
    [[ $present == *" $topic "* ]] && return
    # The warning is about names with both periods and underscores, of which there are none.
    kafka_topics --create --if-not-exists --topic "$topic" --partitions $partitions "$@" |
        grep -v '^WARNING: Due to'
}

settings() {
    [[ " $open " == *" $1 "* ]] && echo "--config compression.type=uncompressed"
    [[ " $compacted " == *" $1 "* ]] && echo "--config cleanup.policy=compact"
    true
}

# Each is a JVM of its own: four at a time, and none may fail unseen.
running=()
for topic in $topics $open $compacted; do
    create "$topic" $(settings "$topic") &
    running+=($!)
    if [ ${#running[@]} = 4 ]; then
        wait "${running[0]}"
        running=("${running[@]:1}")
    fi
done
for one in "${running[@]}"; do wait "$one"; done
