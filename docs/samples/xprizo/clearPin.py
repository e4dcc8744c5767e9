import os

import requests

response = requests.put(
    os.environ["BASE"] + "/Profile/ClearPin",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"pin": os.environ["PIN"]},
    timeout=30,
)
print(response.text)
response.raise_for_status()
