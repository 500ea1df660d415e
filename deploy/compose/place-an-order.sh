#!/bin/sh
# Places an order through the running compose file and follows it: confirmed, mailed, counted. Needs curl.
set -eu

id=compose-$(date +%s)-$$
mail=$id@example.com

counted() {
    curl -fsS http://localhost:8083/totals | sed -n 's/.*"total_orders_count": *\([0-9]*\).*/\1/p'
}

until_it_holds() {
    what=$1
    shift
    seconds=60
    until "$@"; do
        seconds=$((seconds - 1))
        [ $seconds -gt 0 ] || { echo "not within a minute: $what" >&2; exit 1; }
        sleep 1
    done
    echo "$what"
}

is_confirmed() { curl -fs "http://localhost:8080/order/$id" | grep -q '"status": *"\(confirmed\|email_sent\)"'; }
is_mailed() { curl -fs "http://localhost:8025/api/v1/search?query=to:$mail" | grep -q "$mail"; }
is_counted() { [ "$(counted)" -gt "$before" ]; }

before=$(counted)
curl -fsS -X POST http://localhost:8080/order -H 'Content-Type: application/json' -o /dev/null -w 'POST /order: %{http_code}\n' \
    -d "{\"order_id\":\"$id\",\"user_id\":\"u1\",\"user_email\":\"$mail\",\"order_details\":{\"name\":\"table\",\"price\":\"120\"}}"
until_it_holds "confirmed: http://localhost:8080/order/$id" is_confirmed
until_it_holds "mailed: http://localhost:8025" is_mailed
until_it_holds "counted: http://localhost:8083" is_counted
