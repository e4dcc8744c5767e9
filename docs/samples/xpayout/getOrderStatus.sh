BODY=''
TIME=$(date +%s)
NONCE=$(openssl rand -hex 16)
DIGEST=$(printf %s "$BODY" | openssl dgst -sha256 -r | cut -c1-64)
SIGNATURE=$(printf 'GET\napi_order_status\n%s\n%s\n%s' "$TIME" "$NONCE" "$DIGEST" \
  | openssl dgst -sha256 -hmac "$API_SECRET" -r | cut -c1-64)

curl -sS --fail-with-body "$BASE/sitemap.xml?route=api_order_status&merchant_order_id=ORDER-1001" \
  -H "X-API-Key: $API_KEY" \
  -H "X-Timestamp: $TIME" \
  -H "X-Nonce: $NONCE" \
  -H "X-Signature: $SIGNATURE"
