#!/usr/bin/env python3
"""The timestamp tutorial's producer: an object of just the one field. Writes as many as it is asked for, one a second."""
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime

from kafka import KafkaProducer


@dataclass
class TimestampEvent:
    timestamp: str


producer = KafkaProducer(
    bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:29092"),
    value_serializer=lambda value: json.dumps(value).encode("utf-8"),
)
for _ in range(int(sys.argv[1])):
    event = TimestampEvent(timestamp=datetime.now().strftime("%H:%M:%S"))
    producer.send("timestamp", asdict(event))
    producer.flush()
    print(event.timestamp, flush=True)
    time.sleep(1)
