<?php
/** $signature is the header X-Gateway-Signature, $body is the text as it arrived. */
function isGenuine(string $apiSecret, string $signature, string $body): bool
{
    return hash_equals(hash_hmac('sha256', $body, $apiSecret), $signature);
}

$body = file_get_contents('php://stdin');
$genuine = isGenuine(getenv('API_SECRET'), getenv('GATEWAY_SIGNATURE'), $body);
echo $genuine ? 'genuine' : 'forged', "\n";
exit($genuine ? 0 : 1);
