<?php
$request = curl_init(getenv('BASE') . '/Profile/AddAPIKeyIp/' . getenv('TASK_ID') . '?' . http_build_query(['ipAddress' => '192.0.2.7']));
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'PUT',
    CURLOPT_HTTPHEADER => [
        'x-api-key: ' . getenv('API_KEY'),
    ],
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
