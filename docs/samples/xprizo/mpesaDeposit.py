import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Transaction/MPesaDeposit",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"useApprovalProcess": "true"},
    json={
        "mobileNumber": "+254712345678",
        "accountId": int(os.environ["ACCOUNT_ID"]),
        "reference": "MPESA-1001",
        "amount": 50,
        "description": "Pass",
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
