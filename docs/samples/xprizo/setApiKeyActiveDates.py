import os

import requests

response = requests.put(
    f"{os.environ['BASE']}/Profile/SetAPIKeyActiveDates/{os.environ['TASK_ID']}",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={
        "startDate": "2026-01-01",
        "endDate": "2030-12-31",
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
