<?php
const PHONE = '+13035551234';

function send(string $url, ?array $body = null): array
{
    if ($body === null) return json_decode(file_get_contents($url), true);
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => ['Authorization: Bearer ' . getenv('TELNYX_API_KEY'), 'Content-Type: application/json'],
        'content' => json_encode($body + ['verify_profile_id' => getenv('TELNYX_VERIFY_PROFILE_ID')]),
    ]]);
    return json_decode(file_get_contents($url, false, $context), true);
}

const API = 'https://api.telnyx.com/v2';
send(API . '/verifications/sms', ['phone_number' => PHONE]);
$code = send(getenv('TVE_URL') . '/_emulator/inbox/' . PHONE . '/next?sandbox=' . getenv('TVE_SANDBOX'))['message']['code'];
$check = fn (string $code) => send(API . '/verifications/by_phone_number/' . PHONE . '/actions/verify', ['code' => $code])['data']['response_code'];
echo $check($code === '00000' ? '00001' : '00000'), ' ', $check($code), "\n";
