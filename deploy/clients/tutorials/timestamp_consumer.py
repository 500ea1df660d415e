#!/usr/bin/env python3
"""The timestamp tutorial's consumer: an object built from just the one field. Ends after as many as it is asked for."""
import json
import os
import sys
from dataclasses import dataclass

from kafka import KafkaConsumer


@dataclass
class TimestampEvent:
    timestamp: str


consumer = KafkaConsumer(
    "timestamp",
    bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:29092"),
    auto_offset_reset="latest",
    value_deserializer=lambda value: json.loads(value.decode("utf-8")),
)
seen = 0
for message in consumer:
    print(TimestampEvent(**message.value).timestamp, flush=True)
    seen += 1
    if seen == int(sys.argv[1]):
        break
