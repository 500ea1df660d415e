#!/usr/bin/env python3
"""Reads order_confirmed as one who counts orders and revenue: order_analytics_consumer.py [BOOTSTRAP]"""
import json
import os
import sys
from decimal import Decimal

from kafka import KafkaConsumer

bootstrap = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")

consumer = KafkaConsumer(
    "order_confirmed",
    bootstrap_servers=bootstrap,
    group_id=None,  # counts from the beginning at every start, so it keeps no offsets
    auto_offset_reset="earliest",
    # Money is a decimal number: as a float, sums of cents go wrong.
    value_deserializer=lambda value: json.loads(value, parse_float=Decimal),
)
costs = {}  # by order_id: a record that comes twice counts once
revenue = Decimal(0)
try:
    for record in consumer:
        order = record.value
        if order["order_id"] not in costs:
            costs[order["order_id"]] = order["total_cost"]
            revenue += order["total_cost"]
            print(f"{len(costs)} orders, revenue {revenue}", flush=True)
except KeyboardInterrupt:
    consumer.close()
