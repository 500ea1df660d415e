#!/usr/bin/env bash
# How fast transactions decides a backlog, beside the least that decides an order (BareLoop), by turns in one run:
#   deploy/bench/decide.sh [ORDERS [ROUNDS]]      400000 orders, 3 rounds
# Needs the packaged service (./mvnw package -DskipTests -pl transactions -am) and psql's driver from the local repository.
# Kafka and PostgreSQL (fsync on) are started for it, on ports of their own, and ended with it.
set -euo pipefail
cd "$(dirname "$0")/../.."

orders=${1:-400000}
rounds=${2:-3}
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
kafka=localhost:29292
database=localhost:25432

./mvnw -q -B -ntp dependency:build-classpath -Dmdep.outputFile="$work/classpath" -pl deploy/dev-services/servers
./mvnw -q -B -ntp dependency:get -Dartifact=org.postgresql:postgresql:42.7.10 -Dtransitive=false
servers=deploy/dev-services/servers/target/classes:$(cat "$work/classpath")
driver=$(find "${MAVEN_REPOSITORY:-$HOME/.m2/repository}/org/postgresql/postgresql/42.7.10" -name '*.jar' | head -1)
programs=$work:$servers:$driver
javac -cp "$programs" -d "$work" deploy/bench/*.java

server() {
    java -Xmx1g -cp "$servers" ordermill.devservices.Servers "$@" >"$work/$1.log" 2>&1 &
    for _ in $(seq 120); do grep -q '^ready' "$work/$1.log" && return; sleep 0.5; done
    cat "$work/$1.log"
    exit 1
}

sql() {
    java -cp "$programs" Sql "jdbc:postgresql://$database/ordermill" "$1"
}

server kafka "$work/kafka" "${kafka#*:}"
server postgres "$work/postgres" "${database#*:}"
sql 'ALTER SYSTEM SET fsync = on; ALTER SYSTEM SET synchronous_commit = on; SELECT pg_reload_conf()'
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
