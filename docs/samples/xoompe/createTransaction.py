import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Payout/CreateTransaction",
    headers={"Authorization": f"Bearer {os.environ['TOKEN']}"},
    json={
        "beneficiaryName": "John Doe",
        "beneficiaryAccountNumber": "123456789012",
        "ifsc": "ABCD0123456",
        "amount": 5000,
        "clientTransactionRefNo": "INV-2001",
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
