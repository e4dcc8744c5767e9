<?php
$request = curl_init(getenv('BASE') . '/Profile/SetAPIKeyActiveDates/' . getenv('TASK_ID') . '?' . http_build_query([
    'startDate' => '2026-01-01',
    'endDate' => '2030-12-31',
]));
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'PUT',
    CURLOPT_HTTPHEADER => [
        'x-api-key: ' . getenv('API_KEY'),
    ],
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
