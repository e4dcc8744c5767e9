import os

import requests

response = requests.get(
    f"{os.environ['BASE']}/Wallet/Get/{os.environ['ACCOUNT_ID']}",
    headers={"x-api-key": os.environ["API_KEY"]},
    timeout=30,
)
print(response.text)
response.raise_for_status()
