/** Codes of an authenticator app (RFC 6238): six digits, SHA-1, thirty seconds, as every app reads them. */
import { generateSecret, generateURI, verifySync } from 'otplib';

const stepSeconds = 30;

/** 160 bits as base32, as the apps take it. */
export function newTotpSecret(): string {
  return generateSecret();
}

/** What the QR code holds. */
export function totpUri(secret: string, brand: string, email: string): string {
  return generateURI({ issuer: brand, label: email, secret });
}

/**
 * The step of the code, when it fits now and is later than the last one accepted: no code is good twice. One step before
 * and after will do, since clocks of telephones are not exact.
 */
export function acceptedStep(
  secret: string,
  code: string,
  lastStep: bigint,
  nowMs: number,
): bigint | undefined {
  // The library throws for what is no code.
  if (!/^\d{6}$/.test(code)) return undefined;
  const epoch = Math.floor(nowMs / 1_000);
  const found = verifySync({ secret, token: code, epoch, epochTolerance: stepSeconds });
  if (!found.valid || !('timeStep' in found)) return undefined;
  const step = BigInt(found.timeStep);
  return step > lastStep ? step : undefined;
}
