<?php
$route = 'api_balance';
$body = '';
$timestamp = (string) time();
$nonce = bin2hex(random_bytes(16));
$base = implode("\n", ['GET', $route, $timestamp, $nonce, hash('sha256', $body)]);
$signature = hash_hmac('sha256', $base, getenv('API_SECRET'));

$query = http_build_query(['route' => $route]);
$request = curl_init(getenv('BASE') . '/sitemap.xml?' . $query);
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => [
        'X-API-Key: ' . getenv('API_KEY'),
        "X-Timestamp: $timestamp",
        "X-Nonce: $nonce",
        "X-Signature: $signature",
    ],
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
