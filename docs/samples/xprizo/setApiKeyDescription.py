import os

import requests

response = requests.put(
    f"{os.environ['BASE']}/Profile/SetAPIKeyDescription/{os.environ['TASK_ID']}",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"value": "Web server, Mombasa"},
    timeout=30,
)
print(response.text)
response.raise_for_status()
