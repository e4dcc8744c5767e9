<?php
$request = curl_init(getenv('BASE') . '/Wallet/Info?' . http_build_query([
    'contact' => getenv('CONTACT'),
    'currencyCode' => 'KES',
]));
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => [
        'x-api-key: ' . getenv('API_KEY'),
    ],
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
