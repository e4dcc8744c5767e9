import os

import requests

response = requests.get(
    os.environ["BASE"] + "/Profile/ApiKeyList",
    headers={"x-api-key": os.environ["API_KEY"]},
    timeout=30,
)
print(response.text)
response.raise_for_status()
