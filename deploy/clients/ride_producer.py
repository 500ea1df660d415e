#!/usr/bin/env python3
"""Asks for rides straight through Kafka: ride_producer.py [BOOTSTRAP] [HOW_MANY]"""
import json
import os
import random
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
    value_serializer=lambda ride: json.dumps(ride).encode(),
)
batch = uuid.uuid4().hex[:8]
written = []
for n in range(how_many):
    # The taxi tutorial's record; {"lat": …, "long": …} is a location too.
    place = f"Lat: {random.uniform(48.15, 48.25):.4f}, Long: {random.uniform(16.3, 16.4):.4f}"
    ride = {"id": f"{batch}-{n}", "customer_id": f"user_{n}", "location": place}
    written.append((ride, producer.send("ride_details", key=ride["id"].encode(), value=ride)))
for ride, acknowledged in written:
    at = acknowledged.get(timeout=30)
    print(f"{ride['id']} is at ride_details {at.partition}@{at.offset}", flush=True)
producer.close()
