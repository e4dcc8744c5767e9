import os

import requests

response = requests.get(
    f"{os.environ['BASE']}/Wallet/Transaction/{os.environ['TRANSACTION_ID']}",
    headers={"x-api-key": os.environ["API_KEY"]},
    timeout=30,
)
print(response.text)
response.raise_for_status()
