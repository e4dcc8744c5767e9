/** The signing secrets of an endpoint as stored: sealed to their endpoint, with the end of their overlap inside. */
import type { Sealer } from '../kit/seal.ts';

export interface SealedSecret {
  readonly secret: string;
  /** Null for the newest; a replaced one ends. */
  readonly validUntilMs: number | null;
}

/** The secrets that sign at `nowMs`, newest first. Throws when one cannot be opened with this key ring. */
export function openEndpointSecrets(
  sealer: Sealer,
  endpoint: {
    readonly merchantId: string;
    readonly endpointId: string;
    readonly sealedSecrets: readonly string[];
  },
  nowMs: number,
): string[] {
  return endpoint.sealedSecrets
    .map((sealed) => openSecret(sealer, endpoint.merchantId, endpoint.endpointId, sealed))
    .filter(({ validUntilMs }) => validUntilMs === null || nowMs < validUntilMs)
    .map(({ secret }) => secret);
}

function recordOf(merchantId: string, endpointId: string): string {
  return `webhook_endpoints/${merchantId}/${endpointId}`;
}

export function sealSecret(
  sealer: Sealer,
  merchantId: string,
  endpointId: string,
  { secret, validUntilMs }: SealedSecret,
): string {
  const text = validUntilMs === null ? secret : `${secret} ${validUntilMs}`;
  return sealer.seal(text, recordOf(merchantId, endpointId));
}

export function openSecret(
  sealer: Sealer,
  merchantId: string,
  endpointId: string,
  sealed: string,
): SealedSecret {
  const text = sealer.open(sealed, recordOf(merchantId, endpointId));
  const [secret = '', until] = text.split(' ');
  return { secret, validUntilMs: until === undefined ? null : parseInt(until, 10) };
}
