import os

import requests

response = requests.get(
    os.environ["BASE"] + "/Transaction/ApprovalCancel",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"key": os.environ["KEY"], "reason": "Sent twice"},
    timeout=30,
)
print(response.text)
response.raise_for_status()
