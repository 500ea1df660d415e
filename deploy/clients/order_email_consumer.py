#!/usr/bin/env python3
"""Reads order_confirmed as one who e-mails the customers: order_email_consumer.py [BOOTSTRAP]"""
import json
import os
import sys

from kafka import KafkaConsumer

bootstrap = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")

consumer = KafkaConsumer(
    "order_confirmed",
    bootstrap_servers=bootstrap,
    group_id="example-order-email",  # each group gets every record once, then again after a crash
    auto_offset_reset="earliest",
    value_deserializer=json.loads,
)
mailed = set()  # of a lasting program: a table with this primary key
try:
    for record in consumer:
        order = record.value
        if order["order_id"] not in mailed:
            mailed.add(order["order_id"])
            print(f"{order['order_id']} mail to {order['customer_email']}: thank you", flush=True)
except KeyboardInterrupt:
    consumer.close()
