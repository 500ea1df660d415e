#!/bin/bash
# Kills the broker, the database and each service in turn, as hard as can be, while orders come in; starts each again; and
# holds the books against each other at the end. With compose.yaml running: deploy/compose/kill-each.sh [service...]
set -euo pipefail
cd "$(dirname "$0")/.."

run=kill-$(date +%s)
accepted=$(mktemp)
trap 'rm -f "$accepted"; kill $(jobs -p) 2>/dev/null || true' EXIT

# A client as it should be: the same order again until it is accepted.
place() {
    local n=0 body code
    while [ -e "$accepted" ]; do
        n=$((n + 1))
        body="{\"order_id\":\"$run-$1-$n\",\"user_id\":\"u$1\",\"user_email\":\"u$1@example.com\","
        [ $((n % 10)) = 0 ] && body+='"payment_token":"tok_declined",'
        body+="\"order_details\":{\"kind\":\"food\",\"price\":$((RANDOM % 50 + 1)).$((RANDOM % 90 + 10))}}"
        until code=$(curl -s -m 5 -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -d "$body" localhost:8080/order);
            [ "$code" = 202 ] || [ "$code" = 200 ]; do
            [ -e "$accepted.stop" ] && return
            sleep 0.5
        done
        echo "$run-$1-$n" >>"$accepted"
        [ -e "$accepted.stop" ] && return
        sleep 0.2
    done
}

sql() { docker compose exec -T postgres psql -U postgres -d ordermill -AtF ' ' -c "$1"; }

books() {
    sql "SELECT
        (SELECT count(*) FROM transactions.ledger WHERE order_id LIKE '$run-%'),
        (SELECT count(*) FROM orders.journeys WHERE id LIKE '$run-%' AND status IN ('rejected', 'email_sent')),
        l.confirmed, l.charged, a.counted, a.revenue,
        (SELECT count(*) FROM notifications.sent_emails WHERE kind = 'order' AND status = 'sent')
        FROM (SELECT count(*) confirmed, coalesce(sum(total_cost), 0) charged FROM transactions.ledger
              WHERE status = 'confirmed') l,
             (SELECT coalesce(sum(orders), 0) counted, coalesce(sum(revenue), 0) revenue FROM analytics.sales_by_kind) a"
}

balance() {
    read -r decided done_ confirmed charged counted revenue mailed <<<"$(books)"
    [ "$decided" = "$orders" ] && [ "$done_" = "$orders" ] && [ "$confirmed" = "$counted" ] &&
        [ "$charged" = "$revenue" ] && [ "$confirmed" = "$mailed" ]
}

clients=()
for client in 1 2 3 4; do
    place $client &
    clients+=($!)
done

for killed in ${*:-kafka postgres orders transactions notifications analytics}; do
    before=$(wc -l <"$accepted")
    docker compose kill -s SIGKILL "$killed" >/dev/null 2>&1
    sleep 3
    since=$SECONDS
    # One start serves all: whatever gave up meanwhile comes back too.
    docker compose up -d --wait >/dev/null 2>&1 || { docker compose ps -a; echo "$killed: not all came back" >&2; exit 1; }
    echo "$killed killed, all healthy $((SECONDS - since)) s after its start; orders accepted meanwhile: $(($(wc -l <"$accepted") - before))"
done

touch "$accepted.stop"
wait "${clients[@]}"
rm "$accepted.stop"
orders=$(wc -l <"$accepted")
until balance; do
    [ $((seconds = ${seconds:-120} - 1)) -gt 0 ] || { echo "the books do not balance:" >&2; wrong=1; break; }
    sleep 1
done
echo "accepted $orders: decided $decided, at their end $done_. Of all: confirmed $confirmed, counted $counted, mailed $mailed;" \
    "charged $charged, revenue $revenue"
exit ${wrong:-0}
