#!/usr/bin/env python3
"""Reads the heartbeat and says how long each took to come: timestamp_consumer.py [BOOTSTRAP]"""
import json
import os
import sys
import time

from kafka import KafkaConsumer

bootstrap = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")

# No group: it reads all partitions, from now on, and leaves no offsets behind.
consumer = KafkaConsumer("timestamp", bootstrap_servers=bootstrap, group_id=None, auto_offset_reset="latest")
try:
    for record in consumer:
        try:
            event = json.loads(record.value)
            # The exact time is a header, since the tutorial's consumer knows one field only; else the record's own counts.
            sent = float(dict(record.headers).get("time", record.timestamp / 1000))
            millis = round(1000 * (time.time() - sent))
            print(f"{event['timestamp']} at {record.partition}@{record.offset} took {millis} ms", flush=True)
        except (ValueError, TypeError, KeyError) as reason:
            # Anyone may write here: what cannot be read is passed over, and the next one is read.
            print(f"unreadable at {record.partition}@{record.offset}: {type(reason).__name__}", flush=True)
except KeyboardInterrupt:
    consumer.close()
