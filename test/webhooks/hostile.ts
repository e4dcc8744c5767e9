/** URLs that a live gateway must refuse before it opens anything. Port 8443 is the one a listener waits on. */

const hosts4 = [
  ...['127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '2130706433', '0x7f000001', '0x7f.1'],
  ...['017700000001', '0177.0.0.1', '0177.0x0.0.1', '127.0.0.1.', '0x7F.0x0.0x0.0x1', '127.0x1'],
  ...[
    '①②⑦.⓪.⓪.①',
    '１２７.０.０.１',
    '127。0。0。1',
    '127．0．0．1',
    '%31%32%37.0.0.1',
    '0',
    '0.0.0.0',
  ],
  ...['0x0', '00000000000', '0.1.2.3', '10.0.0.1', '10.255.255.255', '10.1', '0xa.0.0.1'],
  ...['167772161', '012.0.0.1', '100.64.0.1', '100.127.255.254', '100.100.100.200'],
  ...['169.254.169.254', '169.254.170.2', '2852039166', '0xA9FEA9FE', '0251.0376.0251.0376'],
  ...['169.254.43518', '①⑥⑨.②⑤④.①⑥⑨.②⑤④', '172.16.0.1', '172.31.255.255', '2886729729'],
  ...['192.168.0.1', '192.168.1', '192.168.255.255', '3232235521', '0xc0a80001', '192.0.0.1'],
  ...['192.0.0.192', '192.0.2.1', '192.88.99.1', '192.31.196.1', '192.52.193.1', '192.175.48.1'],
  ...['198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.7', '224.0.0.1'],
  ...[
    '239.255.255.250',
    '240.0.0.1',
    '254.1.2.3',
    '255.255.255.255',
    '4294967295',
    '168.63.129.16',
  ],
];

const hosts6 = [
  ...['::1', '0:0:0:0:0:0:0:1', '0000:0000:0000:0000:0000:0000:0000:0001', '::', '::0'],
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:127.0.0.1', '::ffff:10.0.0.1'],
  ...['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '::ffff:8.8.8.8', '::127.0.0.1', '::7f00:1'],
  ...['::a9fe:a9fe', '::8.8.8.8', '::ffff:0:127.0.0.1', '::ffff:0:7f00:1', '64:ff9b::127.0.0.1'],
  ...['64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b::808:808', '64:ff9b:1::1', '100::1'],
  ...['100:0:0:1::1', '2001::1', '2001:0:7f00:1::', '2001:2::1', '2001:3::1', '2001:4:112::1'],
  ...['2001:10::1', '2001:20::1', '2001:2f::1', '2001:30::1', '2001:1ff::1', '2001:db8::1'],
  ...['2001:db8:ffff::1', '2002::1', '2002:7f00:1::', '2002:a9fe:a9fe::1', '2002:c0a8:1::'],
  ...['2620:4f:8000::1', '3ffe::1', '3fff::1', '3fff:fff::1', '4000::1', '5f00::1', 'fc00::1'],
  ...['fd00::1', 'fd00:ec2::254', 'fdff:ffff::1', 'fe80::1', 'fe80::a9fe:a9fe', 'febf::1'],
  ...['fec0::1', 'feff::1', 'ff00::1', 'ff02::1', 'ff0e::1', 'e000::1', '1000::1', '200::1'],
];

const names = [
  ...['localhost', 'LOCALHOST', 'LocalHost', 'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ', 'localhost.', 'a.localhost'],
  ...['localhost.localdomain', 'ip6-localhost', 'printer.local', 'metadata.google.internal'],
  ...['metadata', 'postgres', 'kubernetes.default.svc.cluster.local'],
  ...[
    'host.docker.internal',
    'router.lan',
    'wiki.corp',
    'nas.home',
    'x.home.arpa',
    'wiki.intranet',
  ],
  ...['x.invalid', 'abcdefgh.onion', 'example.com.'],
];

// Public-looking names; the test's name server answers every one with an address that is not public.
const liars = [
  'kubernetes.default',
  ...['127.0.0.1.nip.io', 'localtest.me', 'lvh.me', '7f000001.rbndr.example', 'evil.example'],
  ...['mixed.example', 'mapped.example', 'nat64.example', 'metadata.example', 'zone.example'],
];

const shapes = [
  ...[
    '',
    ' ',
    'localhost',
    '127.0.0.1:8443',
    '//127.0.0.1:8443/',
    'https://',
    'https:///',
    'http:',
  ],
  ...['http://example.com/', 'http://example.com:8443/', 'https://example.com:80/'],
  ...['https://example.com:22/', 'https://example.com:5432/', 'https://example.com:6379/'],
  ...['https://example.com:0/', 'https://example.com:65536/', 'https://example.com:-1/'],
  ...['https://example.com:8080/', 'https://example.com:444/', 'https://user@example.com/'],
  ...[
    'https://user:pass@example.com/',
    'https://:pass@example.com/',
    'https://a:b@127.0.0.1:8443/',
  ],
  ...['https://example.com@127.0.0.1:8443/', 'https://127.0.0.1:8443@example.com/'],
  ...[
    'https://example.com\\@127.0.0.1:8443/',
    'https:\\\\127.0.0.1:8443\\',
    'https://example.com\\',
  ],
  ...[
    ' https://example.com/',
    'https://example.com/ ',
    'https://exam\tple.com/',
    'ht\ntps://a.example/',
  ],
  ...['https://example.com/\r\nx: y', 'https://exa\u0000mple.com/', 'https://exa mple.com/'],
  ...['https://example.com%00.evil.example/', 'https://example.com%2f@127.0.0.1/', 'https://[::1'],
  ...['https://[::1%25lo]:8443/', 'https://[fe80::1%25eth0]:8443/', 'https://256.256.256.256/'],
  ...['https://1.2.3.4.5/', 'https://0x100000000/', 'https://127.0.0.1:8443:8443/'],
  ...[
    'file:///etc/passwd',
    'ftp://example.com/',
    'gopher://127.0.0.1:8443/_x',
    'data:text/plain,x',
  ],
  ...[
    'javascript:alert(1)',
    'ws://127.0.0.1:8443/',
    'wss://example.com/',
    'unix:/var/run/docker.sock',
  ],
  ...[
    'http+unix://%2Fvar%2Frun%2Fdocker.sock/',
    'blob:https://example.com/x',
    'jar:http://127.0.0.1!/',
  ],
  ...[
    'dict://127.0.0.1:8443/',
    'ldap://127.0.0.1:8443/',
    'https//127.0.0.1',
    'https:127.0.0.1:8443',
  ],
  ...['https:/127.0.0.1:8443/', 'https://127.0.0.1:8443/?x=https://example.com/'],
  ...['https://127.0.0.1:8443#@example.com/', 'https://127.0.0.1:8443/..//example.com'],
  `https://example.com/${'a'.repeat(3000)}`,
];

export const hostileUrls: readonly string[] = [
  ...hosts4.map((host) => `https://${host}:8443/hook`),
  ...hosts6.map((host) => `https://[${host}]:8443/hook`),
  ...names.map((host) => `https://${host}:8443/hook`),
  ...shapes,
];

export const lyingUrls: readonly string[] = liars.map((host) => `https://${host}:8443/hook`);

/** What the test's name server says about the liars. */
export const lies: Readonly<Record<string, readonly string[]>> = {
  'mixed.example': ['93.184.215.14', '127.0.0.1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'nat64.example': ['64:ff9b::7f00:1'],
  'metadata.example': ['169.254.169.254'],
  'zone.example': ['fe80::1%lo'],
};

export const goodHosts: readonly string[] = [
  ...['example.com', 'www.example.com', 'api.example.co.in', 'hooks.shop.example', 'a.io', 'x.ai'],
  ...[
    'merchant.in',
    'pay.merchant.in',
    'sub.sub.sub.merchant.co.ke',
    'safaricom.co.ke',
    'npci.org.in',
  ],
  ...['xn--p1ai.example', 'bücher.example', 'भारत.भारत', 'münchen.de', '1password.com', '3m.com'],
  ...['127.com', '10.example.com', '127-0-0-1.example.com', '0x7f.example.com', 'localhost.com'],
  ...['localhost.example.org', 'internal.example.com', 'local.example.com', 'lan.example.com'],
  ...['mylocalhost.com', 'notinternal.net', 'homecorp.com', 'corp.com', 'home.com', 'onion.com'],
  ...['hooks.zapier.com', 'webhook.site', 'abc.execute-api.ap-south-1.amazonaws.com'],
  ...['service-abc.a.run.app', 'my-app.herokuapp.com', 'x.azurewebsites.net', 'x.vercel.app'],
  ...[
    'x.ngrok-free.app',
    'a_b.example.com',
    'a--b.example.com',
    'EXAMPLE.COM',
    'hooks.example.museum',
  ],
  ...['8.8.8.8', '1.1.1.1', '93.184.215.14', '172.15.255.255', '172.32.0.1', '100.128.0.1'],
  ...['192.167.1.1', '198.17.0.1', '223.255.255.254', '[2606:4700:4700::1111]', '[2a00:1450::1]'],
  ...['[2001:4860:4860::8888]', '[2400:cb00::1]', '[2001:200::1]'],
];
