#!/usr/bin/env python3
"""The taxi tutorial's consumer of confirmed rides. Ends after as many of this prefix as it is asked for."""
import json
import os
import sys

from kafka import KafkaConsumer

consumer = KafkaConsumer(
    "ride_confirmed",
    bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:29092"),
    auto_offset_reset="earliest",
    value_deserializer=lambda value: json.loads(value.decode("utf-8")),
)
told = 0
for message in consumer:
    ride = message.value
    if not ride["id"].startswith(sys.argv[1]):
        continue
    print(f"{ride['customer_email']}: {ride['alloted_driver']} comes in {ride['pickup_time']}", flush=True)
    told += 1
    if told == int(sys.argv[2]):
        break
