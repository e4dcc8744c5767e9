import hashlib
import hmac
import os
import time
import uuid

import requests

route = "api_download_report"
body = ""
timestamp = str(int(time.time()))
nonce = uuid.uuid4().hex
digest = hashlib.sha256(body.encode()).hexdigest()
base = "\n".join(["GET", route, timestamp, nonce, digest])
secret = os.environ["API_SECRET"]
signature = hmac.new(secret.encode(), base.encode(), hashlib.sha256).hexdigest()

response = requests.get(
    os.environ["BASE"] + "/sitemap.xml",
    params={
        "route": route,
        "type": "transactions",
        "service_type": "payout",
        "format": "csv",
    },
    headers={
        "X-API-Key": os.environ["API_KEY"],
        "X-Timestamp": timestamp,
        "X-Nonce": nonce,
        "X-Signature": signature,
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
