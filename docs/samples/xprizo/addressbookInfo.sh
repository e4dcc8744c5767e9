curl -sS --fail-with-body --get "$BASE/Addressbook/Info" \
  -H "x-api-key: $API_KEY" \
  --data-urlencode "value=$CONTACT"
