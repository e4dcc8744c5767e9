import os

import requests

response = requests.post(
    os.environ["BASE"] + "/refresh",
    json={"refreshToken": os.environ["REFRESH_TOKEN"]},
    timeout=30,
)
print(response.text)
response.raise_for_status()
