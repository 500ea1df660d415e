#!/usr/bin/env python3
"""Writes orders straight to Kafka: order_producer.py [BOOTSTRAP] [HOW_MANY]"""
import json
import os
import sys
import uuid

from kafka import KafkaProducer

bootstrap = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")
how_many = int(sys.argv[2]) if len(sys.argv) > 2 else 3

# A record counts as written when every in-sync replica has it. A retry may write it twice: it is decided once.
producer = KafkaProducer(
    bootstrap_servers=bootstrap,
    acks="all",
    retries=10,
    max_in_flight_requests_per_connection=1,
    value_serializer=lambda order: json.dumps(order).encode(),
)
batch = uuid.uuid4().hex[:8]
written = []
for n in range(how_many):
    # The food tutorial's record. A richer one: orders/contract/order_details.example.json
    order = {"order_id": f"{batch}-{n}", "user_id": f"tom_{n}", "items": "burger,sandwich", "total_cost": 5 + n}
    written.append((order, producer.send("order_details", key=order["order_id"].encode(), value=order)))
for order, acknowledged in written:
    at = acknowledged.get(timeout=30)
    print(f"{order['order_id']} is at order_details {at.partition}@{at.offset}", flush=True)
producer.close()
