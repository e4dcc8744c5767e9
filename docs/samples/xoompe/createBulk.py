import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Payout/CreateBulkTransactions",
    headers={"Authorization": f"Bearer {os.environ['TOKEN']}"},
    json={
        "transactions": [
            {
                "beneficiaryName": "John Doe",
                "beneficiaryAccountNumber": "123456789012",
                "ifsc": "ABCD0123456",
                "amount": 5000,
                "clientTransactionRefNo": "BULK-1",
            },
            {
                "beneficiaryName": "Asha Rao",
                "beneficiaryAccountNumber": "9876543210",
                "ifsc": "WXYZ0123456",
                "amount": 7500.5,
                "clientTransactionRefNo": "BULK-2",
            },
        ],
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
