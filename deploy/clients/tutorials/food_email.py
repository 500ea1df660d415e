#!/usr/bin/env python3
"""The food tutorial's e-mail consumer: each address once. Ends after as many as it is asked for."""
import json
import os
import sys

from kafka import KafkaConsumer

consumer = KafkaConsumer(
    "order_confirmed",
    bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:29092"),
    auto_offset_reset="earliest",
)
emails_sent_so_far = set()
for message in consumer:
    consumed_message = json.loads(message.value.decode())
    emails_sent_so_far.add(consumed_message["customer_email"])
    if len(emails_sent_so_far) == int(sys.argv[1]):
        break
print(" ".join(sorted(emails_sent_so_far)))
