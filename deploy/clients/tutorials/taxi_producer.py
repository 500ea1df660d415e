#!/usr/bin/env python3
"""The taxi tutorial's producer: its location is a text."""
import json
import os
import sys

from kafka import KafkaProducer

producer = KafkaProducer(
    bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:29092"),
    value_serializer=lambda value: json.dumps(value).encode("utf-8"),
)
for i in range(1, 3):
    producer.send("ride_details", {"id": f"{sys.argv[1]}{i}", "customer_id": f"user_{i}", "location": "Lat: 12, Long: 34"})
producer.flush()
print("sent 2")
