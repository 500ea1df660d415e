#!/usr/bin/env python3
"""Publish and subscribe: a topic of one's own with three partitions, and texts with keys on it."""
import os
import sys

from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic

bootstrap = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:29092")
topic = sys.argv[1]
KafkaAdminClient(bootstrap_servers=bootstrap).create_topics([NewTopic(topic, num_partitions=3, replication_factor=1)])
producer = KafkaProducer(bootstrap_servers=bootstrap)
for i in range(1, 7):
    producer.send(topic, key=b"key%d" % (i % 3), value=b"message %d" % i)
producer.flush()
print("sent 6")
