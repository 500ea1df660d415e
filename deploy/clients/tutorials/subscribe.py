#!/usr/bin/env python3
"""Publish and subscribe: everything of a topic, from its beginning, by a group that says how far it has read."""
import os
import sys

from kafka import KafkaConsumer

consumer = KafkaConsumer(
    bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:29092"),
    group_id=sys.argv[2],
    auto_offset_reset="earliest",
)
consumer.subscribe([sys.argv[1]])
count = 0
for message in consumer:
    print(f"{message.key.decode()}: {message.value.decode()} at {message.partition}@{message.offset}", flush=True)
    count += 1
    if count == int(sys.argv[3]):
        break
consumer.commit()
consumer.close()
