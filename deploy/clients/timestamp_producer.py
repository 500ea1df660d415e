#!/usr/bin/env python3
"""Writes the time to the topic timestamp, once a second: timestamp_producer.py [BOOTSTRAP] [HOW_MANY]"""
import json
import os
import sys
import time

from kafka import KafkaProducer

bootstrap = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")
how_many = int(sys.argv[2]) if len(sys.argv) > 2 else 3

producer = KafkaProducer(
    bootstrap_servers=bootstrap,
    acks="all",
    retries=10,
    value_serializer=lambda event: json.dumps(event).encode(),
)
for n in range(how_many):
    if n:
        time.sleep(1)
    now = time.time()
    event = {"timestamp": time.strftime("%H:%M:%S", time.gmtime(now))}
    at = producer.send("timestamp", value=event, headers=[("time", f"{now:.3f}".encode())]).get(timeout=30)
    print(f"{event['timestamp']} is at timestamp {at.partition}@{at.offset}", flush=True)
producer.close()
