#!/bin/bash
# Milliseconds from the start of the JVM to the first HTTP answer and to the first readiness, in the :aot image, with the
# same JVM: the plain fast-jar and the AOT cache by turns. With compose.yaml running:
#   deploy/compose/start-times.sh [rounds [service...]]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
shift || true
export ORDERMILL_IMAGE=aot

# Runs in the container: java's arguments. The questions are asked by the shell itself, which costs the JVM nothing.
measure='
ask() {
    { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
    printf "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" "$2" >&3
    status=; read -r -t 5 status <&3; exec 3>&-
    [ -n "$status" ]
}
since() { echo $(( (${EPOCHREALTIME/./} - started) / 1000 )); }
started=${EPOCHREALTIME/./}
java "$@" >/tmp/log 2>&1 &
until ask 8080 /; do sleep 0.02; done
first=$(since)
until ask 9000 /q/health/ready && [[ $status == *" 200 "* ]]; do sleep 0.02; done
echo "$first $(since)"
kill $!; wait'

median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

run() { docker compose run --rm --no-deps -T --entrypoint bash "$@" 2>/dev/null; }

printf '%-15s %10s %10s %10s %10s\n' "median of $rounds" "jar first" "jar ready" "aot first" "aot ready"
for service in ${*:-orders transactions notifications analytics}; do
    docker compose stop "$service" >/dev/null 2>&1
    jar= aot=
    for ((round = 0; round < rounds; round++)); do
        jar+=$(run "$service" -c "$measure" measure -XX:MaxRAMPercentage=70 -jar quarkus-run.jar)$'\n'
        aot+=$(run "$service" -c "$measure" measure -XX:AOTCache=app.aot @application.args)$'\n'
    done
    docker compose start "$service" >/dev/null 2>&1
    printf '%-15s' "$service"
    for figures in "$jar" "$aot"; do
        for column in 1 2; do printf ' %10s' "$(cut -sd ' ' -f $column <<<"$figures" | median)"; done
    done
    echo
done
