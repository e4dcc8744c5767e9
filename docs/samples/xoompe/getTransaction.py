import os

import requests

response = requests.get(
    f"{os.environ['BASE']}/Payout/GetTransactionByTxnId/{os.environ['TRANSACTION']}",
    headers={"Authorization": f"Bearer {os.environ['TOKEN']}"},
    timeout=30,
)
print(response.text)
response.raise_for_status()
