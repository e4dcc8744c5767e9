<?php
$request = curl_init(getenv('BASE') . '/Transaction/WalletExchange?' . http_build_query(['commit' => 'true']));
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'POST',
    CURLOPT_HTTPHEADER => [
        'x-api-key: ' . getenv('API_KEY'),
        'Content-Type: application/json',
    ],
    CURLOPT_POSTFIELDS => json_encode([
        'fromAccountId' => (int) getenv('USD_ACCOUNT_ID'),
        'toAccountId' => (int) getenv('ACCOUNT_ID'),
        'amount' => 10,
        'reference' => 'FX-1001',
    ]),
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
