/**
 * How a merchant's system checks the signature of a webhook, in four languages. Each reads the secret, the three
 * headers and the body from where a web framework hands them over, and says whether the webhook is ours.
 */
export interface Snippet {
  readonly key: 'curl' | 'javascript' | 'python' | 'php';
  readonly label: string;
  readonly code: string;
}

const shell = `# WEBHOOK_SECRET is the secret, whsec_...; BODY a file with the bytes as they came
KEY=$(printf %s "\${WEBHOOK_SECRET#whsec_}" | base64 -d | od -An -tx1 | tr -d ' \\n')
EXPECTED="v1,$( { printf '%s.%s.' "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP"; cat "$BODY"; } |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64)"
case " $WEBHOOK_SIGNATURE " in *" $EXPECTED "*) echo genuine ;; *) echo forged ;; esac
`;

const javascript = `import { createHmac, timingSafeEqual } from 'node:crypto';

/** headers: those of the request, in small letters; body: its bytes as they came. */
export function isGenuine(secret, headers, body) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const mac = createHmac('sha256', key).update(id + '.' + timestamp + '.').update(body);
  const expected = Buffer.from('v1,' + mac.digest('base64'));
  return headers['webhook-signature'].split(' ').some((text) => {
    const given = Buffer.from(text);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
`;

const python = `import base64, hashlib, hmac, time

def is_genuine(secret, headers, body):
    """headers: those of the request, in small letters; body: its bytes as they came."""
    timestamp = headers["webhook-timestamp"]
    if abs(time.time() - int(timestamp)) > 300:
        return False
    key = base64.b64decode(secret[len("whsec_"):])
    signed = (headers["webhook-id"] + "." + timestamp + ".").encode() + body
    mac = hmac.new(key, signed, hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(mac).decode()
    return any(
        hmac.compare_digest(given, expected)
        for given in headers["webhook-signature"].split(" ")
    )
`;

const php = `<?php
/** $headers: those of the request, in small letters; $body: its bytes as they came. */
function isGenuine(string $secret, array $headers, string $body): bool {
    $timestamp = $headers['webhook-timestamp'];
    if (abs(time() - (int) $timestamp) > 300) return false;
    $key = base64_decode(substr($secret, strlen('whsec_')));
    $signed = $headers['webhook-id'] . '.' . $timestamp . '.' . $body;
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', $signed, $key, true));
    foreach (explode(' ', $headers['webhook-signature']) as $given) {
        if (hash_equals($expected, $given)) return true;
    }
    return false;
}
`;

export const verifySnippets: readonly Snippet[] = [
  { key: 'javascript', label: 'JavaScript', code: javascript },
  { key: 'python', label: 'Python', code: python },
  { key: 'php', label: 'PHP', code: php },
  { key: 'curl', label: 'Shell', code: shell },
];
