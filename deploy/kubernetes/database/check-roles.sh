#!/bin/bash
# Runs roles.sh against a PostgreSQL of its own and sees that each role may do what it must and nothing else, and that the
# server saw no password. Needs PostgreSQL's programs (Debian: postgresql); as root it runs the server as postgres.
set -euo pipefail
cd "$(dirname "$0")"
PATH=$PATH:$(printf '%s:' /usr/lib/postgresql/*/bin)
command -v initdb >/dev/null || { echo "check-roles.sh: skipped, there is no initdb"; exit ${CI:+1}; }

data=$(mktemp -d)
echo administrator >"$data/administrator"
as_server=()
if [ "$(id -u)" = 0 ]; then
    chown -R postgres "$data"
    as_server=(setpriv --reuid postgres --regid postgres --clear-groups env "PATH=$PATH")
fi
trap '"${as_server[@]}" pg_ctl -D "$data/data" -m immediate stop >/dev/null; rm -rf "$data"' EXIT
"${as_server[@]}" initdb -D "$data/data" -U postgres -A scram-sha-256 --pwfile="$data/administrator" >/dev/null
"${as_server[@]}" pg_ctl -w -D "$data/data" -l "$data/log" -o "-p 54329 -c listen_addresses= -k $data -c log_statement=all" start >/dev/null
export PGHOST=$data PGPORT=54329 PGUSER=postgres PGPASSWORD=administrator PGDATABASE=ordermill
createdb ordermill

failures=0
fault() { echo "roles.sh: $*" >&2; failures=$((failures + 1)); }
as() { PGUSER=$1 PGPASSWORD=$2 psql -X -qAt -v ON_ERROR_STOP=1 -c "$3" 2>&1; }
may() { as "$@" >/dev/null || fault "$1 may not: $3"; }
may_not() { ! as "$@" >/dev/null || fault "$1 may: $3"; }

for service in ORDERS TRANSACTIONS NOTIFICATIONS ANALYTICS; do export ${service}_DATABASE_PASSWORD="secret of $service"; done
./roles.sh
may orders "secret of ORDERS" 'CREATE TABLE orders.before (id int)'

for service in ORDERS TRANSACTIONS NOTIFICATIONS ANALYTICS; do export ${service}_DATABASE_OWNER_PASSWORD="secret of the owner of $service"; done
export ORDERS_DATABASE_PASSWORD="a secret 'with \\ \$signs"
export ORDERS_CONNECTIONS=7
./roles.sh
./roles.sh
owner=(orders_owner "secret of the owner of ORDERS") service=(orders "$ORDERS_DATABASE_PASSWORD")
may "${owner[@]}" 'CREATE TABLE orders.after (id serial PRIMARY KEY)'
for table in before after; do
    may "${service[@]}" "INSERT INTO orders.$table VALUES (DEFAULT); UPDATE orders.$table SET id = id; DELETE FROM orders.$table"
    may "${owner[@]}" "ALTER TABLE orders.$table ADD more int"
    may_not "${service[@]}" "DROP TABLE orders.$table"
    may_not "${service[@]}" "TRUNCATE orders.$table"
    may_not transactions "secret of TRANSACTIONS" "SELECT FROM orders.$table"
    may_not transactions_owner "secret of the owner of TRANSACTIONS" "SELECT FROM orders.$table"
done
may_not "${service[@]}" 'CREATE TABLE orders.another (id int)'
may_not "${service[@]}" 'CREATE TABLE public.another (id int)'
[ "$(psql -XAt -c "SELECT rolconnlimit FROM pg_roles WHERE rolname = 'orders'")" = 7 ] || fault "orders' connections are not limited"

verifier=$(psql -XAt -c "SELECT rolpassword FROM pg_authid WHERE rolname = 'orders'")
TRANSACTIONS_DATABASE_PASSWORD=$verifier ./roles.sh
may transactions "$ORDERS_DATABASE_PASSWORD" 'SELECT 1'
! grep -q "secret" "$data/log" || fault "the server's log holds passwords"

[ $failures = 0 ] && echo "roles.sh: each role may what it must, and nothing else"
