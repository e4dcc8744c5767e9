curl -sS --fail-with-body "$BASE/Security/GetToken" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{
  "userName": "$USER_NAME",
  "password": "$PASSWORD"
}
END
