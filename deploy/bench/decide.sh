#!/usr/bin/env bash
# How fast transactions decides a backlog, beside the least that decides an order (BareLoop), by turns in one run:
#   deploy/bench/decide.sh [ORDERS [ROUNDS]]      400000 orders, 3 rounds
# Needs the packaged service (./mvnw package -DskipTests -pl transactions -am) and psql's driver from the local repository.
# Kafka and PostgreSQL (fsync on) are started for it, on ports of their own, and ended with it.
set -euo pipefail
cd "$(dirname "$0")/../.."

orders=${1:-400000}
rounds=${2:-3}
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

# Once, so that there are tables, and Kafka and PostgreSQL are warm.
java -cp "$programs" Backlog "$kafka" 20000 warm order_details
service
for _ in $(seq 120); do [ "$(sql 'SELECT count(*) FROM transactions.ledger' 2>/dev/null || echo 0)" = 20000 ] && break; sleep 0.5; done
kill $service && wait $service || true

for round in $(seq "$rounds"); do
    java -cp "$programs" Backlog "$kafka" "$orders" "r$round" order_details
    # The service goes on where it stopped: this round's backlog. The bare loop reads all, and counts the same number.
    sql 'TRUNCATE transactions.ledger'
    service
    serviced=$(java -cp "$programs" Pace "jdbc:postgresql://$database/ordermill" transactions.ledger "$orders")
    kill $service && wait $service || true
    bare=$(java -Xmx1g -cp "$programs" BareLoop "$kafka" "jdbc:postgresql://$database/ordermill" order_details bare_confirmed "$orders")
    printf 'round %d: transactions %s/s, bare loop %s/s, ratio %s\n' "$round" "$serviced" "$bare" \
        "$(awk "BEGIN { printf \"%.2f\", $serviced / $bare }")"
done
