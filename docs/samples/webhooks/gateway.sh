# The body comes in as it arrived; the header and the API secret are in the environment.
EXPECTED=$(openssl dgst -sha256 -hmac "$API_SECRET" -r | cut -c1-64)

[ "$GATEWAY_SIGNATURE" = "$EXPECTED" ] && echo genuine && exit 0
echo forged
exit 1
