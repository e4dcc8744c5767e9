BODY='{
  "service_type": "payout",
  "order_id": "ORDER-1001",
  "amount": 100.5,
  "currency": "INR",
  "meta": {
    "mode": "imps",
    "account_number": "123456789012",
    "ifsc": "ABCD0123456",
    "beneficiary_firstname": "Asha",
    "beneficiary_lastname": "Rao"
  }
}'
TIME=$(date +%s)
NONCE=$(openssl rand -hex 16)
DIGEST=$(printf %s "$BODY" | openssl dgst -sha256 -r | cut -c1-64)
SIGNATURE=$(printf 'POST\napi_create_order\n%s\n%s\n%s' "$TIME" "$NONCE" "$DIGEST" \
  | openssl dgst -sha256 -hmac "$API_SECRET" -r | cut -c1-64)

curl -sS --fail-with-body "$BASE/sitemap.xml?route=api_create_order" \
  -H "X-API-Key: $API_KEY" \
  -H "X-Timestamp: $TIME" \
  -H "X-Nonce: $NONCE" \
  -H "X-Signature: $SIGNATURE" \
  -H 'Content-Type: application/json' \
  --data-raw "$BODY"
