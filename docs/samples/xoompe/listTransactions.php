<?php
$request = curl_init(getenv('BASE') . '/Payout/GetClientTransactionsWithFilters?' . http_build_query([
    'status' => 'Success',
    'page' => 1,
    'pageSize' => 20,
]));
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => [
        'Authorization: Bearer ' . getenv('TOKEN'),
    ],
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
