import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Transaction/UpiDeposit",
    headers={"x-api-key": os.environ["API_KEY"]},
    json={
        "accountId": int(os.environ["INR_ACCOUNT_ID"]),
        "reference": "UPI-1001",
        "amount": 500,
        "currencyCode": "INR",
        "type": 1,
        "redirect": os.environ["RETURN_URL"],
        "customerData": {
            "name": "Asha Rao",
            "email": "asha@example.com",
            "address": {"countryCode": "IN"},
        },
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
