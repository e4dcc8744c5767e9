curl -sS --fail-with-body "$BASE/refresh" \
  -H 'Content-Type: application/json' \
  --data @- <<END
{"refreshToken": "$REFRESH_TOKEN"}
END
