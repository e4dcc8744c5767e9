import hashlib
import hmac
import json
import os
import time
import uuid

import requests

route = "api_create_order"
body = json.dumps({
    "service_type": "payout",
    "order_id": "ORDER-1001",
    "amount": 100.5,
    "currency": "INR",
    "meta": {
        "mode": "imps",
        "account_number": "123456789012",
        "ifsc": "ABCD0123456",
        "beneficiary_firstname": "Asha",
        "beneficiary_lastname": "Rao",
    },
})
timestamp = str(int(time.time()))
nonce = uuid.uuid4().hex
digest = hashlib.sha256(body.encode()).hexdigest()
base = "\n".join(["POST", route, timestamp, nonce, digest])
secret = os.environ["API_SECRET"]
signature = hmac.new(secret.encode(), base.encode(), hashlib.sha256).hexdigest()

response = requests.post(
    os.environ["BASE"] + "/sitemap.xml",
    params={"route": route},
    headers={
        "X-API-Key": os.environ["API_KEY"],
        "X-Timestamp": timestamp,
        "X-Nonce": nonce,
        "X-Signature": signature,
        "Content-Type": "application/json",
    },
    data=body,
    timeout=30,
)
print(response.text)
response.raise_for_status()
