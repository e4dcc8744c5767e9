import os

import requests

response = requests.delete(
    f"{os.environ['BASE']}/Profile/DeleteApiKey/{os.environ['TASK_ID']}",
    headers={"x-api-key": os.environ["API_KEY"]},
    timeout=30,
)
print(response.text)
response.raise_for_status()
