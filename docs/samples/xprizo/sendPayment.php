<?php
$request = curl_init(getenv('BASE') . '/Transaction/SendPayment?' . http_build_query(['action' => 1]));
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'POST',
    CURLOPT_HTTPHEADER => [
        'x-api-key: ' . getenv('API_KEY'),
        'Content-Type: application/json',
    ],
    CURLOPT_POSTFIELDS => json_encode([
        'fromAccountId' => (int) getenv('ACCOUNT_ID'),
        'toAccountId' => (int) getenv('CONTACT_ACCOUNT_ID'),
        'amount' => 12.5,
        'reference' => 'PAY-1001',
        'description' => 'Rent',
    ]),
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
