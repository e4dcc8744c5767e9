import os

import requests

response = requests.post(
    os.environ["BASE"] + "/Transaction/CardDeposit",
    headers={"x-api-key": os.environ["API_KEY"]},
    json={
        "accountId": int(os.environ["USD_ACCOUNT_ID"]),
        "reference": "CARD-1001",
        "amount": 1,
        "description": "Order 1001",
        "customerData": {
            "name": "Wanjiru Mwangi",
            "email": "wanjiru@example.com",
            "mobile": "+254700000001",
            "birthDate": "1990-02-28",
            "gender": "F",
            "address": {
                "address": "1",
                "street": "High Street",
                "city": "Nairobi",
                "zipPostalCode": "00100",
                "countryCode": "KE",
            },
            "ipAddress": "192.0.2.7",
        },
        "creditCard": {
            "name": "Wanjiru Mwangi",
            "number": "4100280000001007",
            "expiryMonth": 12,
            "expiryYear": 2031,
            "cvv": "123",
        },
        "routingCode": "MAN1",
        "redirect": os.environ["RETURN_URL"],
    },
    timeout=30,
)
print(response.text)
response.raise_for_status()
