#!/usr/bin/env python3
"""Reads ride_confirmed as one who tells the passengers: ride_consumer.py [BOOTSTRAP]"""
import json
import os
import sys

from kafka import KafkaConsumer

bootstrap = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")

consumer = KafkaConsumer(
    "ride_confirmed",
    bootstrap_servers=bootstrap,
    group_id="example-ride-email",  # each group gets every record once, then again after a crash
    auto_offset_reset="earliest",
    value_deserializer=json.loads,
)
told = set()  # of a lasting program: a table with this primary key
try:
    for record in consumer:
        ride = record.value
        if ride["id"] not in told:
            told.add(ride["id"])
            # The tutorial's spelling of alloted_driver is part of the contract.
            print(
                f"{ride['id']} mail to {ride['customer_email']}: "
                f"dear {ride['customer_id']}, {ride['alloted_driver']} comes in {ride['pickup_time']}",
                flush=True,
            )
except KeyboardInterrupt:
    consumer.close()
