#!/usr/bin/env bash
# What each service needs as a fast-jar, with an AOT cache (where java is of JDK 25 or newer) and as a native executable, by
# turns in one run:
#   deploy/bench/forms.sh [ROUNDS]
# ms until the first HTTP answer and the first readiness with everything up, MB resident at rest and after 20,000 orders went
# through all four, MB of the executable; then the decisions a second of a backlog, and the orders a second that POST /order
# takes, and their ratio to the fast-jar's. Needs both forms packaged: ./mvnw package -DskipTests, and the executables of
# ./mvnw package -Dnative in <service>/target or in another checkout, NATIVE=CHECKOUT. FORMS are others, such as
# "native native:-Xmn64m": what follows the colon is the executable's option, and ratios are to the first. "native@CHECKOUT"
# is an executable of that checkout. Beside them, if it was built (./mvnw package -Dnative -f deploy/bench/hello), an
# executable that does nothing but answer.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-3}
native=${NATIVE:-.}
services='orders transactions notifications analytics'
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
aot=
[ "$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')" -lt 25 ] || aot=aot
read -ra forms <<<"${FORMS:-jar $aot native}"

. deploy/bench/servers.sh
kafka_and_postgres "$work"
java -cp "$programs" Topics "$kafka" $(sed -n 's/^    address: //p' deploy/asyncapi.yaml)
server mail "$mail" 28025

# service form -> its file
executable() {
    local of=${2%%:*}
    [[ $of == *@* ]] && of=${of#*@} || of=$native
    echo "$of/$1/target/$1-1.0.0-SNAPSHOT-runner"
}
hello=$native/deploy/bench/hello/target/hello-1.0.0-SNAPSHOT-runner

# service form port
start() {
    local program=("$java" -Xmx256m)
    case $2 in
        jar) program+=(-jar quarkus-run.jar) ;;
        train) program+=("-XX:AOTCacheOutput=$work/$1.aot" -jar quarkus-run.jar) ;;
        aot) program+=("-XX:AOTCache=$work/$1.aot" -jar quarkus-run.jar) ;;
        native*)
            program=("$(realpath "$(executable "$1" "$2")")" -Xmx256m)
            [[ $2 != *:* ]] || program+=("${2#*:}")
            ;;
    esac
    # A cache is of a classpath as it was called.
    (
        cd "$1/target/quarkus-app"
        KAFKA_BOOTSTRAP_SERVERS=$kafka QUARKUS_DATASOURCE_REACTIVE_URL=postgresql://$database/ordermill \
            QUARKUS_DATASOURCE_USERNAME=postgres QUARKUS_DATASOURCE_PASSWORD=postgres PAYMENTS_GATEWAY=simulated \
            QUARKUS_MAILER_HOST=localhost QUARKUS_MAILER_PORT=$mail \
            QUARKUS_HTTP_PORT=$3 QUARKUS_MANAGEMENT_PORT=$(($3 + 1000)) exec "${program[@]}" >"$work/$1.log" 2>&1
    ) &
    started=$!
}

# The questions are asked by the shell itself, which costs the service nothing.
ask() {
    { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3
    status=
    read -r -t 5 status <&3 || true
    exec 3>&-
    [ -n "$status" ]
}
since() { echo $(((${EPOCHREALTIME/./} - began) / 1000)); }
resident() { awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$1/status"; }
end() { kill "$1" && wait "$1" || true; }

first_answer() {
    until ask 28080 /; do sleep 0.01; done
    since
}
# At rest: nothing is asked.
at_rest() {
    sleep 10
    resident "$started"
}

# service form -> first-answer ready rest
measure() {
    began=${EPOCHREALTIME/./}
    start "$1" "$2" 28080
    figures=$(first_answer)
    until ask 29080 /q/health/ready && [[ $status == *" 200 "* ]]; do sleep 0.01; done
    figures+=" $(since) $(at_rest)"
    end "$started"
}

# -> first-answer rest
say_hello() {
    began=${EPOCHREALTIME/./}
    QUARKUS_HTTP_PORT=28080 "$hello" -Xmx256m >"$work/hello.log" 2>&1 &
    started=$!
    figures="$(first_answer) $(at_rest)"
    end "$started"
}

# The decisions a second of a backlog of 100,000.
decide() {
    java -cp "$programs" Backlog "$kafka" 100000 "$1" order_details
    sql 'TRUNCATE transactions.ledger, transactions.charges' >/dev/null
    start transactions "$2" 28080
    java -cp "$programs" Pace "jdbc:postgresql://$database/ordermill" transactions.ledger 100000
    end "$started"
}
# The orders a second of 40,000 that come 32 at a time.
post() {
    start orders "$2" 28080
    until ask 29080 /q/health/ready && [[ $status == *" 200 "* ]]; do sleep 0.01; done
    java -cp "$programs" Post http://localhost:28080 "$1" 40000 32
    end "$started"
}

median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
# Which goes first, then the others: each round another one.
turns() { for i in "${!forms[@]}"; do echo "${forms[$(((i + $1) % ${#forms[@]}))]}"; done; }

for service in $services; do
    measure "$service" jar # Once, so that there are tables.
    [[ ! ${forms[*]} =~ aot ]] || measure "$service" train
done
declare -A all after decided posted
helloes=
for round in $(seq "$rounds"); do
    [ ! -x "$hello" ] || { say_hello && helloes+=$figures$'\n'; }
    for service in $services; do
        for form in $(turns "$round"); do
            measure "$service" "$form"
            all[$service.$form]+=$figures$'\n'
        done
    done
done
for form in "${forms[@]}"; do
    port=28080
    declare -A running=()
    for service in $services; do start "$service" "$form" $port && running[$service]=$started && port=$((port + 1)); done
    java -cp "$programs" Backlog "$kafka" 20000 "after-${form//[^a-zA-Z0-9]/}" order_details
    java -cp "$programs" Pace "jdbc:postgresql://$database/ordermill" notifications.sent_emails 20000 >/dev/null
    for service in $services; do after[$service.$form]=$(resident "${running[$service]}"); done
    for service in $services; do end "${running[$service]}"; done
    sql 'TRUNCATE notifications.sent_emails' >/dev/null
done
# Orders are posted first: whoever tracks decisions in arrears is slower at the door.
for round in $(seq "$rounds"); do
    for form in $(turns "$round"); do posted[$form]+=$(post "post-$round-${form//[^a-zA-Z0-9]/}" "$form")$'\n'; done
done
for round in $(seq "$rounds"); do
    for form in $(turns "$round"); do decided[$form]+=$(decide "decide-$round-${form//[^a-zA-Z0-9]/}" "$form")$'\n'; done
done

printf '%-14s %-14s %6s %6s %8s %8s %6s\n' "median of $rounds" '' first ready 'MB rest' 'MB after' size
for service in $services; do
    for form in "${forms[@]}"; do
        printf '%-14s %-14s' "$service" "$form"
        for column in 1 2 3; do printf ' %6s' "$(cut -sd ' ' -f $column <<<"${all[$service.$form]}" | median)"; done
        printf '   %6s' "${after[$service.$form]}"
        [[ $form != native* ]] || printf ' %6s' $(($(stat -c %s "$(executable "$service" "$form")") / 1000000))
        echo
    done
done
[ -z "$helloes" ] || printf '%-14s %-14s %6s %6s   %6s %8s %6s\n' hello native "$(cut -sd ' ' -f 1 <<<"$helloes" | median)" '' \
    "$(cut -sd ' ' -f 2 <<<"$helloes" | median)" '' $(($(stat -c %s "$hello") / 1000000))
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
for form in "${forms[@]}"; do
    of_decisions=$(sed '/^$/d' <<<"${decided[$form]}" | median)
    of_posts=$(sed '/^$/d' <<<"${posted[$form]}" | median)
    [ "$form" != "${forms[0]}" ] || { decisions=$of_decisions && posts=$of_posts; }
    printf '%-14s decisions %s/s, %s; POST /order %s/s, %s\n' "$form" \
        "$of_decisions" "$(ratio "$of_decisions" "$decisions")" "$of_posts" "$(ratio "$of_posts" "$posts")"
done
