#!/bin/bash
# Creates the topics of deploy/asyncapi.yaml that are missing: BOOTSTRAP=host:port topics.sh
# topics.sh --print says which these are and with what settings, a line each.
set -euo pipefail

partitions=12

# The books are kept for ever, notices for 30 days, heartbeats for one, dead letters for 90. To three of these topics anybody
# may write, with any compression; the broker takes it off, because a native executable knows few. A compacted topic's
# newest segment is never compacted, so a new one begins every hour.
topics="
order_confirmed retention.ms=-1
order_rejected retention.ms=-1
ride_confirmed retention.ms=-1
ride_rejected retention.ms=-1
order_details retention.ms=-1 compression.type=uncompressed
ride_details retention.ms=-1 compression.type=uncompressed
order_email_sent retention.ms=2592000000
ride_email_sent retention.ms=2592000000
timestamp retention.ms=86400000 compression.type=uncompressed
analytics_result cleanup.policy=compact segment.ms=3600000
order_details_dlq retention.ms=7776000000
order_confirmed_dlq retention.ms=7776000000
order_rejected_dlq retention.ms=7776000000
order_email_sent_dlq retention.ms=7776000000
ride_details_dlq retention.ms=7776000000
ride_confirmed_dlq retention.ms=7776000000
ride_rejected_dlq retention.ms=7776000000
ride_email_sent_dlq retention.ms=7776000000
timestamp_dlq retention.ms=7776000000
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
