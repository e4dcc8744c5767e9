<?php
$request = curl_init(getenv('BASE') . '/Transaction/ApprovalCancel?' . http_build_query(['key' => getenv('KEY'), 'reason' => 'Sent twice']));
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => [
        'x-api-key: ' . getenv('API_KEY'),
    ],
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
