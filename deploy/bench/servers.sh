# What the benches share: Kafka, PostgreSQL (fsync on) and a mail catcher on ports of their own, ended with the bench.
# Sourced from the project's root.
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
kafka=localhost:29292
database=localhost:25432
mail=21025

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

# Their data in the folder.
kafka_and_postgres() {
    server kafka "$1/kafka" "${kafka#*:}"
    server postgres "$1/postgres" "${database#*:}"
    sql 'ALTER SYSTEM SET synchronous_commit = on; SELECT pg_reload_conf()' >/dev/null
}
