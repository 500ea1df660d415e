#!/bin/sh
# Places an order and a ride over HTTP and follows them. Needs curl. ORDERS, ANALYTICS: the services' addresses; TRANSACTIONS: that
# of its management port.
set -eu
orders=${ORDERS:-http://localhost:8080}
transactions=${TRANSACTIONS:-http://localhost:9001}
analytics=${ANALYTICS:-http://localhost:8083}
id=curl-$(date +%s)-$$

post() {
    curl -fsS -X POST "$1" -H 'Content-Type: application/json' -d "$2"
    echo
}

# Shows the journey once it has come through this topic, or was rejected.
follow() {
    for _ in $(seq 100); do
        journey=$(curl -sS "$1")
        case $journey in *"$2"* | *_rejected*) echo "$journey" && return ;; esac
        sleep 0.2
    done
    echo "$1 did not get to $2 within 20 s" >&2
    exit 1
}

post "$orders/order" '{"order_id":"'"$id"'","user_id":"u1","user_email":"u1@example.com",
    "order_details":{"name":"table","price":"120"}}'
follow "$orders/order/$id" order_email_sent
curl -fsS "$transactions/q/ledger/$id"
echo

post "$orders/ride" '{"id":"'"$id"'","customer_id":"user_1","location":{"lat":48.21,"long":16.37}}'
follow "$orders/ride/$id" ride_email_sent

curl -fsS "$analytics/totals"
echo
