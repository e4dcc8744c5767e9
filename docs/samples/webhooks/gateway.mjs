import { createHmac, timingSafeEqual } from 'node:crypto';
import { buffer } from 'node:stream/consumers';

/** `signature` is the header X-Gateway-Signature, `body` is the bytes as they arrived. */
function isGenuine(apiSecret, signature, body) {
  const expected = createHmac('sha256', apiSecret).update(body).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const { API_SECRET, GATEWAY_SIGNATURE } = process.env;
const genuine = isGenuine(API_SECRET, GATEWAY_SIGNATURE, await buffer(process.stdin));
console.log(genuine ? 'genuine' : 'forged');
process.exitCode = genuine ? 0 : 1;
