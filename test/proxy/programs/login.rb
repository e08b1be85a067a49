require 'json'
require 'net/http'

PHONE = '+13035551234'

def post(path, body)
  uri = URI("https://api.telnyx.com/v2#{path}")
  headers = { 'Authorization' => "Bearer #{ENV.fetch('TELNYX_API_KEY')}", 'Content-Type' => 'application/json' }
  body = body.merge(verify_profile_id: ENV.fetch('TELNYX_VERIFY_PROFILE_ID'))
  JSON.parse(Net::HTTP.post(uri, body.to_json, headers).body)['data']
end

post('/verifications/sms', phone_number: PHONE)
inbox = "#{ENV.fetch('TVE_URL')}/_emulator/inbox/#{PHONE}/next?sandbox=#{ENV.fetch('TVE_SANDBOX')}"
code = JSON.parse(Net::HTTP.get(URI(inbox)))['message']['code']
check = ->(code) { post("/verifications/by_phone_number/#{PHONE}/actions/verify", code: code)['response_code'] }
puts "#{check.(code == '00000' ? '00001' : '00000')} #{check.(code)}"
