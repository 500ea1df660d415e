#!/bin/bash
# Creates the topics of deploy/asyncapi.yaml that are missing: BOOTSTRAP=host:port topics.sh
# topics.sh --print says which these are and with what settings, a line each.
set -euo pipefail

partitions=12

# Anybody may write to the first three, with any compression; the broker takes it off, because a native executable knows few.
topics="
order_details compression.type=uncompressed
ride_details compression.type=uncompressed
timestamp compression.type=uncompressed
order_confirmed
order_rejected
order_email_sent
ride_confirmed
ride_rejected
ride_email_sent
analytics_result cleanup.policy=compact
order_details_dlq
order_confirmed_dlq
order_rejected_dlq
order_email_sent_dlq
ride_details_dlq
ride_confirmed_dlq
ride_rejected_dlq
ride_email_sent_dlq
timestamp_dlq
"

kafka_topics() {
    /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$BOOTSTRAP" "$@"
}

create() {
    local topic=$1
    shift
    # The warning is about names with both periods and underscores, of which there are none.
    kafka_topics --create --if-not-exists --topic "$topic" --partitions $partitions "${@/#/--config=}" |
        grep -v '^WARNING: Due to'
}

if [ "${1:-}" = --print ]; then
    sed -n "s/^[a-z_]\+/& partitions=$partitions/p" <<<"$topics"
    exit
fi

present=" $(kafka_topics --list | tr '\n' ' ') "

# Each is a JVM of its own: four at a time, and none may fail unseen.
running=()
while read -r topic settings; do
    [ -n "$topic" ] && [[ $present != *" $topic "* ]] || continue
    create "$topic" $settings </dev/null &
    running+=($!)
    if [ ${#running[@]} = 4 ]; then
        wait "${running[0]}"
        running=("${running[@]:1}")
    fi
done <<<"$topics"
for one in "${running[@]}"; do wait "$one"; done
