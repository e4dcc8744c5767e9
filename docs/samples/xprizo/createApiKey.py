import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Profile/CreateApiKey",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"name": "Shop", "description": "Web server"},
    timeout=30,
)
print(response.text)
response.raise_for_status()
