<?php
$request = curl_init(getenv('BASE') . '/Security/GetToken');
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'POST',
    CURLOPT_HTTPHEADER => [
        'Content-Type: application/json',
    ],
    CURLOPT_POSTFIELDS => json_encode([
        'userName' => getenv('USER_NAME'),
        'password' => getenv('PASSWORD'),
    ]),
]);
echo curl_exec($request), "\n";
exit(curl_getinfo($request, CURLINFO_RESPONSE_CODE) < 400 ? 0 : 1);
