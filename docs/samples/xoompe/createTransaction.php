<?php
$request = curl_init(getenv('BASE') . '/Payout/CreateTransaction');
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'POST',
    CURLOPT_HTTPHEADER => [
        'Authorization: Bearer ' . getenv('TOKEN'),
        'Content-Type: application/json',
    ],
    CURLOPT_POSTFIELDS => json_encode([
        'beneficiaryName' => 'John Doe',
        'beneficiaryAccountNumber' => '123456789012',
        'ifsc' => 'ABCD0123456',
        'amount' => 5000,
        'clientTransactionRefNo' => 'INV-2001',
    ]),
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
