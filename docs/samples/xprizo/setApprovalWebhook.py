import os

import requests

response = requests.put(
    os.environ["BASE"] + "/Preference/SetApprovalWebhook",
    headers={"x-api-key": os.environ["API_KEY"]},
    params={"url": os.environ["WEBHOOK_URL"]},
    timeout=30,
)
print(response.text)
response.raise_for_status()
