/** An authenticator app. */
import { generateSync } from 'otplib';

/** What it shows at this time. */
export function codeAt(secret: string, nowMs: number): string {
  return generateSync({ secret, epoch: Math.floor(nowMs / 1_000) });
}
