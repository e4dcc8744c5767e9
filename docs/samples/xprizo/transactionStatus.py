import os

import requests

response = requests.get(
    f"{os.environ['BASE']}/Transaction/Status/{os.environ['ACCOUNT_ID']}",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"reference": "PAY-1001"},
    timeout=30,
)
print(response.text)
response.raise_for_status()
