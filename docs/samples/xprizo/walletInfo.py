import os

import requests

response = requests.get(
    os.environ["BASE"] + "/Wallet/Info",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={
        "contact": os.environ["CONTACT"],
        "currencyCode": "KES",
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
