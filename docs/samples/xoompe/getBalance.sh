curl -sS --fail-with-body "$BASE/Payout/getWalletBalance" \
  -H "Authorization: Bearer $TOKEN"
