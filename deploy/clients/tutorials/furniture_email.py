#!/usr/bin/env python3
"""The furniture tutorial's e-mail consumer: whom to write to about what. Ends after as many orders as it is asked for."""
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
for message in consumer:
    print(f"{message.value['user_email']}: {message.value['order_details'].get('name')}, order {message.value['order_id']}")
    count += 1
    if count == int(sys.argv[1]):
        break
