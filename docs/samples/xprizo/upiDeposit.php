<?php
$request = curl_init(getenv('BASE') . '/Transaction/UpiDeposit');
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'POST',
    CURLOPT_HTTPHEADER => [
        'x-api-key: ' . getenv('API_KEY'),
        'Content-Type: application/json',
    ],
    CURLOPT_POSTFIELDS => json_encode([
        'accountId' => (int) getenv('INR_ACCOUNT_ID'),
        'reference' => 'UPI-1001',
        'amount' => 500,
        'currencyCode' => 'INR',
        'type' => 1,
        'redirect' => getenv('RETURN_URL'),
        'customerData' => [
            'name' => 'Asha Rao',
            'email' => 'asha@example.com',
            'address' => ['countryCode' => 'IN'],
        ],
    ]),
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
