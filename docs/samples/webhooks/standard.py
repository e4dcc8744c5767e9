import base64
import hashlib
import hmac
import os
import sys
import time


def is_genuine(secret, id, timestamp, signature, body):
    """secret is whsec_..., body is the bytes as they arrived."""
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{id}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    expected = b"v1," + base64.b64encode(digest)
    given = signature.encode().split(b" ")
    return any(hmac.compare_digest(entry, expected) for entry in given)


genuine = is_genuine(
    os.environ["WEBHOOK_SECRET"],
    os.environ["WEBHOOK_ID"],
    os.environ["WEBHOOK_TIMESTAMP"],
    os.environ["WEBHOOK_SIGNATURE"],
    sys.stdin.buffer.read(),
)
print("genuine" if genuine else "forged")
sys.exit(0 if genuine else 1)
