curl -sS --fail-with-body "$BASE/token" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{
  "clientId": "$CLIENT_ID",
  "clientSecret": "$CLIENT_SECRET"
}
END
