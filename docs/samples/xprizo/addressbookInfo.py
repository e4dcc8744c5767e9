import os

import requests

response = requests.get(
    os.environ["BASE"] + "/Addressbook/Info",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"value": os.environ["CONTACT"]},
    timeout=30,
)
print(response.text)
response.raise_for_status()
