import os

import requests

response = requests.delete(
    f"{os.environ['BASE']}/Profile/RemoveAPIKeyIp/{os.environ['TASK_ID']}",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"ipAddress": "192.0.2.7"},
    timeout=30,
)
print(response.text)
response.raise_for_status()
