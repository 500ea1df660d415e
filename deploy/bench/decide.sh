#!/usr/bin/env bash
# How fast transactions decides a backlog, beside the least that decides an order (BareLoop), by turns in one run:
#   deploy/bench/decide.sh [ORDERS [ROUNDS]]             400000 orders, 3 rounds
#   deploy/bench/decide.sh ORDERS ROUNDS traced          beside itself with tracing on and one order in a hundred sampled
# Needs the packaged service (./mvnw package -DskipTests -pl transactions -am) and psql's driver from the local repository.
# Kafka and PostgreSQL (fsync on) are started for it, on ports of their own, and ended with it.
set -euo pipefail
cd "$(dirname "$0")/../.."

orders=${1:-400000}
rounds=${2:-3}
beside=${3:-bare}
. deploy/bench/servers.sh
kafka_and_postgres "$work"
java -cp "$programs" Topics "$kafka" order_details order_details_dlq order_confirmed order_rejected bare_confirmed \
    ride_details ride_details_dlq ride_confirmed ride_rejected

service() {
    KAFKA_BOOTSTRAP_SERVERS=$kafka QUARKUS_DATASOURCE_REACTIVE_URL=postgresql://$database/ordermill \
        QUARKUS_DATASOURCE_USERNAME=postgres QUARKUS_DATASOURCE_PASSWORD=postgres PAYMENTS_GATEWAY=simulated \
        QUARKUS_HTTP_PORT=28081 QUARKUS_MANAGEMENT_PORT=29081 \
        java -Xmx1g -jar transactions/target/quarkus-app/quarkus-run.jar >"$work/service.log" 2>&1 &
    service=$!
}

serviced() {
    # The service goes on where it stopped: this round's backlog.
    sql 'TRUNCATE transactions.ledger' >/dev/null
    service
    java -cp "$programs" Pace "jdbc:postgresql://$database/ordermill" transactions.ledger "$orders"
    awk '{ print ($14 + $15) * 10 }' "/proc/$service/stat" >"$work/cpu"
    kill $service && wait $service || true
}

# Once, so that there are tables, and Kafka and PostgreSQL are warm.
java -cp "$programs" Backlog "$kafka" 20000 warm order_details
service
for _ in $(seq 120); do [ "$(sql 'SELECT count(*) FROM transactions.ledger' 2>/dev/null || echo 0)" = 20000 ] && break; sleep 0.5; done
kill $service && wait $service || true

if [ "$beside" = traced ]; then
    java -cp "$programs" Receiver 24318 >"$work/receiver.log" &
    for round in $(seq "$rounds"); do
        # First the one, then the other, and the next time round: what warms up in between favours neither.
        [ $((round % 2)) = 1 ] && turns="off on" || turns="on off"
        for turn in $turns; do
            java -cp "$programs" Backlog "$kafka" "$orders" "r$round$turn" order_details
            if [ "$turn" = on ]; then
                before=$(tail -1 "$work/receiver.log" 2>/dev/null || true)
                on=$(QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:24318 QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \
                    QUARKUS_OTEL_TRACES_SAMPLER_ARG=0.01 serviced)
                on_cpu=$(cat "$work/cpu")
            else
                off=$(serviced)
                off_cpu=$(cat "$work/cpu")
            fi
        done
        # The receiver has a share of the same cores: what tracing costs the service is its own CPU time.
        printf 'round %d: traced %s/s, not traced %s/s, ratio %s; CPU time %s ms, %s ms, ratio %s; %s bytes of spans\n' \
            "$round" "$on" "$off" "$(awk "BEGIN { printf \"%.3f\", $on / $off }")" \
            "$on_cpu" "$off_cpu" "$(awk "BEGIN { printf \"%.3f\", $on_cpu / $off_cpu }")" \
            $(($(tail -1 "$work/receiver.log") - ${before:-0}))
    done
    exit
fi

for round in $(seq "$rounds"); do
    java -cp "$programs" Backlog "$kafka" "$orders" "r$round" order_details
    # The bare loop reads all, and counts the same number.
    serviced=$(serviced)
    bare=$(java -Xmx1g -cp "$programs" BareLoop "$kafka" "jdbc:postgresql://$database/ordermill" order_details bare_confirmed "$orders")
    printf 'round %d: transactions %s/s, bare loop %s/s, ratio %s\n' "$round" "$serviced" "$bare" \
        "$(awk "BEGIN { printf \"%.2f\", $serviced / $bare }")"
done
