import os

import requests

response = requests.get(
    f"{os.environ['BASE']}/Wallet/Transactions/{os.environ['ACCOUNT_ID']}",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"fromDate": "2026-01-01", "limit": 20},
    timeout=30,
)
print(response.text)
response.raise_for_status()
