#!/usr/bin/env python3
"""The furniture tutorial's way to order: POST with the user's own number and a price in text. As many as it is asked for."""
import json
import os
import sys
from urllib.request import Request, urlopen

address = os.environ.get("ORDERS", "http://localhost:5002") + "/order"
for i in range(1, int(sys.argv[1]) + 1):
    order = {
        "user_id": f"u{i}",
        "order_id": i,
        "user_email": f"u{i}@example.com",
        "order_details": {"name": "table", "price": str(i * 100)},
    }
    request = Request(address, json.dumps(order).encode("utf-8"), {"Content-Type": "application/json"})
    with urlopen(request, timeout=10) as answer:
        print(answer.status, json.loads(answer.read())["order_id"])
