#!/usr/bin/env python3
"""The food tutorial's analytics consumer: float() of total_cost, added up. Ends after as many orders as it is asked for."""
import json
import os
import sys

from kafka import KafkaConsumer

consumer = KafkaConsumer(
    "order_confirmed",
    bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:29092"),
    auto_offset_reset="earliest",
)
total_orders_count = 0
total_revenue = 0
for message in consumer:
    consumed_message = json.loads(message.value.decode())
    total_cost = float(consumed_message["total_cost"])
    total_orders_count += 1
    total_revenue += total_cost
    if total_orders_count == int(sys.argv[1]):
        break
print(f"{total_orders_count} orders, revenue {total_revenue}")
