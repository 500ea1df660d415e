"""Writes one record by a protocol that the client pins: pinned_producer.py MAJOR MINOR"""
import os
import sys

from kafka import KafkaProducer

producer = KafkaProducer(
    bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
    api_version=(int(sys.argv[1]), int(sys.argv[2])),
    max_block_ms=5000,
)
producer.send("timestamp", b'{"timestamp": "12:00:05"}').get(timeout=5)
print("sent 1")
