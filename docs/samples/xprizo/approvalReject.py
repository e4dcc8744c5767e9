import os

import requests

response = requests.get(
    os.environ["BASE"] + "/Transaction/ApprovalReject",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={
        "key": os.environ["KEY"],
        "reason": "Not ordered",
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
