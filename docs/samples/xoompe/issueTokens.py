import os

import requests

response = requests.post(
    os.environ["BASE"] + "/token",
    json={
        "clientId": os.environ["CLIENT_ID"],
        "clientSecret": os.environ["CLIENT_SECRET"],
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
