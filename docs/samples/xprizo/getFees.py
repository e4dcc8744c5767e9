import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Transaction/GetFees",
    headers={"x-api-key": os.environ["API_KEY"]},
    json={
        "fromAccountId": int(os.environ["ACCOUNT_ID"]),
        "amount": 100,
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
