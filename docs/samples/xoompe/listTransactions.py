import os

import requests

response = requests.get(
    os.environ["BASE"] + "/Payout/GetClientTransactionsWithFilters",
    headers={"Authorization": f"Bearer {os.environ['TOKEN']}"},
    params={"status": "Success", "page": 1, "pageSize": 20},
    timeout=30,
)
print(response.text)
response.raise_for_status()
