import os

import requests

response = requests.put(
    f"{os.environ['BASE']}/Profile/AddAPIKeyIp/{os.environ['TASK_ID']}",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"ipAddress": "192.0.2.7"},
    timeout=30,
)
print(response.text)
response.raise_for_status()
