#!/usr/bin/env bash
# How long a lone order's way is, from POST to its mail, on the services of two checkouts or more by turns in one run:
#   deploy/bench/lone-order.sh ROUNDS CHECKOUT...      e.g. 3 . ../before
# Needs the packaged services in each (./mvnw package -DskipTests). Each turn has a Kafka, a PostgreSQL (fsync on) and a mail
# catcher of its own, 200 orders to warm up and 300 to measure.
set -euo pipefail
rounds=$1
checkouts=()
for checkout in "${@:2}"; do checkouts+=("$(cd "$checkout" && pwd)"); done
cd "$(dirname "$0")/../.."

. deploy/bench/servers.sh

turn() {
    local data=$work/$1 checkout=$2 http=28080
    kafka_and_postgres "$data"
    java -cp "$programs" Topics "$kafka" $(sed -n 's/^    address: //p' deploy/asyncapi.yaml)
    server mail "$mail" 28025
    for service in orders transactions notifications analytics; do
        KAFKA_BOOTSTRAP_SERVERS=$kafka QUARKUS_DATASOURCE_REACTIVE_URL=postgresql://$database/ordermill \
            QUARKUS_DATASOURCE_USERNAME=postgres QUARKUS_DATASOURCE_PASSWORD=postgres PAYMENTS_GATEWAY=simulated \
            QUARKUS_MAILER_HOST=localhost QUARKUS_MAILER_PORT=$mail \
            QUARKUS_HTTP_PORT=$http QUARKUS_MANAGEMENT_PORT=$((http + 1000)) \
            java -Xmx256m -jar "$checkout/$service/target/quarkus-app/quarkus-run.jar" >"$work/$service.log" 2>&1 &
        http=$((http + 1))
    done
    # Older checkouts have their health on the public port.
    for port in 28080 28081 28082 28083; do
        for _ in $(seq 120); do
            curl -sf -o /dev/null "localhost:$((port + 1000))/q/health/ready" && break
            curl -sf -o /dev/null "localhost:$port/q/health/ready" && break
            sleep 0.5
        done
    done
    java -cp "$work" Lone http://localhost:28080 200 300
    kill $(jobs -p) 2>/dev/null || true
    wait 2>/dev/null || true
}

for round in $(seq "$rounds"); do
    turns=("${checkouts[@]}")
    # Whoever comes first in one round comes last in the next.
    if [ $((round % 2)) = 0 ]; then
        mapfile -t turns < <(printf '%s\n' "${checkouts[@]}" | tac)
    fi
    for i in "${!turns[@]}"; do
        printf 'round %d: %s: median and 99th percent of a lone order, in ms: %s\n' \
            "$round" "${turns[$i]}" "$(turn "$round.$i" "${turns[$i]}")"
    done
done
