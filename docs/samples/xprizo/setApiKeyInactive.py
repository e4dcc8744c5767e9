import os

import requests

response = requests.put(
    os.environ["BASE"] + "/Profile/SetApiKeyInactive",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"taskId": os.environ["TASK_ID"], "value": "true"},
    timeout=30,
)
print(response.text)
response.raise_for_status()
