import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Merchant/RequestPaymentRedirect",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"returnUrl": os.environ["RETURN_URL"]},
    json={
        "name": os.environ["CONTACT"],
        "accountId": int(os.environ["ACCOUNT_ID"]),
        "amount": 12.5,
        "reference": "REQ-1002",
        "description": "Order 1002",
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
