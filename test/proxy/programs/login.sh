set -eu
api=https://api.telnyx.com/v2
post() {
  curl -sS --fail-with-body "$api$1" -H "Authorization: Bearer $TELNYX_API_KEY" -H 'Content-Type: application/json' \
    -d "{$2, \"verify_profile_id\": \"$TELNYX_VERIFY_PROFILE_ID\"}"
}
phone=+13035551234
post /verifications/sms "\"phone_number\": \"$phone\"" > /dev/null
code=$(curl -sS "$TVE_URL/_emulator/inbox/$phone/next?sandbox=$TVE_SANDBOX" -H 'Accept: text/plain')
[ "$code" = 00000 ] && wrong=00001 || wrong=00000
check() {
  post "/verifications/by_phone_number/$phone/actions/verify" "\"code\": \"$1\"" | sed 's/.*"response_code":"\([a-z]*\)".*/\1/'
}
echo "$(check $wrong) $(check "$code")"
