<?php
$route = 'api_create_order';
$body = json_encode([
    'service_type' => 'payout',
    'order_id' => 'ORDER-1001',
    'amount' => 100.5,
    'currency' => 'INR',
    'meta' => [
        'mode' => 'imps',
        'account_number' => '123456789012',
        'ifsc' => 'ABCD0123456',
        'beneficiary_firstname' => 'Asha',
        'beneficiary_lastname' => 'Rao',
    ],
]);
$timestamp = (string) time();
$nonce = bin2hex(random_bytes(16));
$base = implode("\n", ['POST', $route, $timestamp, $nonce, hash('sha256', $body)]);
$signature = hash_hmac('sha256', $base, getenv('API_SECRET'));

$query = http_build_query(['route' => $route]);
$request = curl_init(getenv('BASE') . '/sitemap.xml?' . $query);
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'POST',
    CURLOPT_HTTPHEADER => [
        'X-API-Key: ' . getenv('API_KEY'),
        "X-Timestamp: $timestamp",
        "X-Nonce: $nonce",
        "X-Signature: $signature",
        'Content-Type: application/json',
    ],
    CURLOPT_POSTFIELDS => $body,
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
