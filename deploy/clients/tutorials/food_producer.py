#!/usr/bin/env python3
"""The food tutorial's producer, by its access pattern: four flat records, all with the number 1, without a key."""
import json
import os

from kafka import KafkaProducer

producer = KafkaProducer(bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:29092"))
for i in range(1, 5):
    data = {"order_id": 1, "user_id": f"tom_{i}", "total_cost": i * 2, "items": "burger,sandwich"}
    producer.send("order_details", json.dumps(data).encode("utf-8"))
producer.flush()
print("sent 4")
