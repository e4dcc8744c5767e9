# The body comes in as it arrived; the headers and the secret (whsec_...) are in the environment.
BODY=$(mktemp)
trap 'rm -f "$BODY"' EXIT
cat > "$BODY"

AGE=$(($(date +%s) - WEBHOOK_TIMESTAMP))
KEY=$(printf %s "${WEBHOOK_SECRET#whsec_}" | openssl base64 -d -A | od -An -tx1 | tr -d ' \n')
EXPECTED=v1,$( (printf '%s.%s.' "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP"; cat "$BODY") \
  | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)

[ "$AGE" -le 300 ] && [ "$AGE" -ge -300 ] || { echo forged; exit 1; }
for GIVEN in $WEBHOOK_SIGNATURE; do
  [ "$GIVEN" = "$EXPECTED" ] && echo genuine && exit 0
done
echo forged
exit 1
