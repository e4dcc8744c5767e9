/** What is set for each merchant contract, for `src/config.ts`, which alone reads the environment. */

import { longestClientTokenSeconds } from './identity/token-lives.ts';

export interface ContractsConfig {
  readonly xoompe: { readonly basePath: string; readonly accessTokenSeconds: number };
  /** Where the days, times and numbers of this contract are. */
  readonly xpayout: { readonly timeZone: string; readonly payinMinutes: number };
  /** `isLenient`: a card deposit may leave out what is published as required and no acquirer needs. */
  readonly xprizo: { readonly isLenient: boolean };
}

type Name =
  | 'HUNDI_XOOMPE_BASE_PATH'
  | 'HUNDI_XOOMPE_TOKEN_SECONDS'
  | 'HUNDI_XPAYOUT_TIME_ZONE'
  | 'HUNDI_PAYIN_MINUTES'
  | 'HUNDI_XPRIZO_FIELDS';

interface Readers {
  readonly get: (name: Name) => string | undefined;
  readonly oneOf: <T extends string>(name: Name, allowed: readonly T[], fallback: T) => T;
  readonly whole: (name: Name, fallback: number, from: number, to: number) => number;
}

export function contractsOf({ get, oneOf, whole }: Readers): ContractsConfig {
  return {
    xoompe: {
      basePath: (get('HUNDI_XOOMPE_BASE_PATH') ?? '/XoomPeAPI').replace(/(?<=.)\/$/, ''),
      accessTokenSeconds: whole('HUNDI_XOOMPE_TOKEN_SECONDS', 3600, 60, longestClientTokenSeconds),
    },
    xpayout: {
      timeZone: get('HUNDI_XPAYOUT_TIME_ZONE') ?? 'Asia/Kolkata',
      payinMinutes: whole('HUNDI_PAYIN_MINUTES', 15, 1, 1_440),
    },
    xprizo: {
      isLenient: oneOf('HUNDI_XPRIZO_FIELDS', ['strict', 'lenient'], 'strict') === 'lenient',
    },
  };
}

/** What everything else is served under; the root is that of the XPayout contract. */
const takenPaths = ['api', 'callbacks', 'console', 'dashboard', 'docs', 'health', 'pay'];

/** A sentence for each fault. */
export function contractFaultsOf({ xoompe: { basePath } }: ContractsConfig): string[] {
  if (!/^(\/[A-Za-z0-9_-]+)+$/.test(basePath))
    return [`HUNDI_XOOMPE_BASE_PATH is "${basePath}"; it must be a path such as /XoomPeAPI.`];
  const [, first = ''] = basePath.toLowerCase().split('/');
  return takenPaths.includes(first)
    ? [`HUNDI_XOOMPE_BASE_PATH is "${basePath}"; something else is served there.`]
    : [];
}
