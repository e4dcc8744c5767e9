<?php
$request = curl_init(getenv('BASE') . '/Merchant/RequestPaymentRedirect?' . http_build_query(['returnUrl' => getenv('RETURN_URL')]));
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'POST',
    CURLOPT_HTTPHEADER => [
        'x-api-key: ' . getenv('API_KEY'),
        'Content-Type: application/json',
    ],
    CURLOPT_POSTFIELDS => json_encode([
        'name' => getenv('CONTACT'),
        'accountId' => (int) getenv('ACCOUNT_ID'),
        'amount' => 12.5,
        'reference' => 'REQ-1002',
        'description' => 'Order 1002',
    ]),
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
