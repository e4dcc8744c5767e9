import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Transaction/RequestPayment",
    headers={"x-api-key": os.environ["API_KEY"]},
    json={
        "fromAccountId": int(os.environ["CONTACT_ACCOUNT_ID"]),
        "toAccountId": int(os.environ["ACCOUNT_ID"]),
        "amount": 12.5,
        "reference": "REQ-1001",
        "description": "Rent",
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
