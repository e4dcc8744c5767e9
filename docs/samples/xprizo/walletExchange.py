import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Transaction/WalletExchange",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"commit": "true"},
    json={
        "fromAccountId": int(os.environ["USD_ACCOUNT_ID"]),
        "toAccountId": int(os.environ["ACCOUNT_ID"]),
        "amount": 10,
        "reference": "FX-1001",
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
