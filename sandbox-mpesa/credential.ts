import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The key pair that initiator passwords are sealed with; the public half is handed out, as the certificate of Safaricom is. */
export type Credential = {
  publicKey: string;
  /** The password in a SecurityCredential, null when there is none to be read. */
  open(sealed: string): string | null;
};

export function openCredential(dataDir: string): Credential {
  const file = join(dataDir, 'credential.pem');
  if (!existsSync(file)) {
    const pair = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    writeFileSync(file, pair.privateKey + pair.publicKey, { mode: 0o600 });
  }
  const text = readFileSync(file, 'utf8');
  const start = text.indexOf('-----BEGIN PUBLIC KEY-----');
  const privateKey = text.slice(0, start);
  return { publicKey: text.slice(start), open: (sealed) => unsealed(privateKey, sealed) };
}

// Node refuses to take off the padding of PKCS#1 v1.5 (CVE-2023-46809), so it is taken off by hand. Nobody can ask
// this program to decrypt for them: a wrong password and a wrong padding get the same answer, later.
function unsealed(privateKey: string, sealed: string): string | null {
  const padding = constants.RSA_NO_PADDING;
  let block: Buffer;
  try {
    block = privateDecrypt({ key: privateKey, padding }, Buffer.from(sealed, 'base64'));
  } catch {
    return null;
  }
  const end = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== 2 || end < 10) return null;
  return block.subarray(end + 1).toString('utf8');
}
