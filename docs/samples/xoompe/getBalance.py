import os

import requests

response = requests.get(
    os.environ["BASE"] + "/Payout/getWalletBalance",
    headers={"Authorization": f"Bearer {os.environ['TOKEN']}"},
    timeout=30,
)
print(response.text)
response.raise_for_status()
