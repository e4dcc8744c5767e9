import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Transaction/MPesaWidthdrawal",
    headers={"x-api-key": os.environ["API_KEY"]},
    json={
        "mobileNumber": "+254712345678",
        "accountId": int(os.environ["ACCOUNT_ID"]),
        "reference": "OUT-1001",
        "amount": 50,
        "description": "Salary",
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
