<?php
$request = curl_init(getenv('BASE') . '/Wallet/Transactions/' . getenv('ACCOUNT_ID') . '?' . http_build_query(['fromDate' => '2026-01-01', 'limit' => 20]));
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => [
        'x-api-key: ' . getenv('API_KEY'),
    ],
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
