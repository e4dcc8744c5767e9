curl -sS --fail-with-body "$BASE/Preference/Get" \
  -H "x-api-key: $API_KEY"
