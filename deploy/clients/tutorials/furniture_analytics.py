#!/usr/bin/env python3
"""The furniture tutorial's analytics consumer: int() of order_details.price, of every confirmed order there is."""
import json
import os
import sys

from kafka import KafkaConsumer

consumer = KafkaConsumer(
    "order_confirmed",
    bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:29092"),
    auto_offset_reset="earliest",
    value_deserializer=lambda value: json.loads(value.decode("utf-8")),
)
count = 0
revenue = 0
for message in consumer:
    revenue += int(message.value["order_details"]["price"])
    assert message.value["user_id"] and message.value["user_email"] and message.value["order_id"]
    count += 1
    if count == int(sys.argv[1]):
        break
print(f"{count} orders, revenue {revenue}")
