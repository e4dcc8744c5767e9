import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Transaction/SendPayment",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"action": 1},
    json={
        "fromAccountId": int(os.environ["ACCOUNT_ID"]),
        "toAccountId": int(os.environ["CONTACT_ACCOUNT_ID"]),
        "amount": 12.5,
        "reference": "PAY-1001",
        "description": "Rent",
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
