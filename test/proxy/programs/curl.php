<?php
const PHONE = '+13035551234';

function send(string $url, ?array $body = null): array
{
    $handle = curl_init($url);
    curl_setopt($handle, CURLOPT_RETURNTRANSFER, true);
    if ($body !== null) {
        curl_setopt($handle, CURLOPT_POSTFIELDS, json_encode($body + ['verify_profile_id' => getenv('TELNYX_VERIFY_PROFILE_ID')]));
        curl_setopt($handle, CURLOPT_HTTPHEADER, ['Authorization: Bearer ' . getenv('TELNYX_API_KEY'), 'Content-Type: application/json']);
    }
    $text = curl_exec($handle);
    if ($text === false) exit(curl_error($handle));
    return json_decode($text, true);
}

const API = 'https://api.telnyx.com/v2';
send(API . '/verifications/sms', ['phone_number' => PHONE]);
$code = send(getenv('TVE_URL') . '/_emulator/inbox/' . PHONE . '/next?sandbox=' . getenv('TVE_SANDBOX'))['message']['code'];
$check = fn (string $code) => send(API . '/verifications/by_phone_number/' . PHONE . '/actions/verify', ['code' => $code])['data']['response_code'];
echo $check($code === '00000' ? '00001' : '00000'), ' ', $check($code), "\n";
