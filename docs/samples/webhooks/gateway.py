import hashlib
import hmac
import os
import sys


def is_genuine(api_secret, signature, body):
    """signature is the header X-Gateway-Signature, body is the bytes as they arrived."""
    expected = hmac.new(api_secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(signature.encode(), expected.encode())


genuine = is_genuine(
    os.environ["API_SECRET"],
    os.environ["GATEWAY_SIGNATURE"],
    sys.stdin.buffer.read(),
)
print("genuine" if genuine else "forged")
sys.exit(0 if genuine else 1)
