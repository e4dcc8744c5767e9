<?php
$request = curl_init(getenv('BASE') . '/Transaction/MPesaDeposit?' . http_build_query(['useApprovalProcess' => 'true']));
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'POST',
    CURLOPT_HTTPHEADER => [
        'x-api-key: ' . getenv('API_KEY'),
        'Content-Type: application/json',
    ],
    CURLOPT_POSTFIELDS => json_encode([
        'mobileNumber' => '+254712345678',
        'accountId' => (int) getenv('ACCOUNT_ID'),
        'reference' => 'MPESA-1001',
        'amount' => 50,
        'description' => 'Pass',
    ]),
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
