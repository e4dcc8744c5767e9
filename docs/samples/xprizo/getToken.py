import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Security/GetToken",
    json={
        "userName": os.environ["USER_NAME"],
        "password": os.environ["PASSWORD"],
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
