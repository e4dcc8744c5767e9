<?php
/** $secret is whsec_..., $body is the text as it arrived. */
function isGenuine(string $secret, string $id, string $time, string $signature, string $body): bool
{
    if (!ctype_digit($time) || abs(time() - (int) $time) > 300) {
        return false;
    }
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret));
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", $key, true));
    foreach (explode(' ', $signature) as $given) {
        if (hash_equals($expected, $given)) {
            return true;
        }
    }
    return false;
}

$genuine = isGenuine(
    getenv('WEBHOOK_SECRET'),
    getenv('WEBHOOK_ID'),
    getenv('WEBHOOK_TIMESTAMP'),
    getenv('WEBHOOK_SIGNATURE'),
    file_get_contents('php://stdin')
);
echo $genuine ? 'genuine' : 'forged', "\n";
exit($genuine ? 0 : 1);
