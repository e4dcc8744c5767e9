/** Whether the bank, the acquirer and the M-Pesa of the settings can be reached; nothing is asked of them but whether. */
import type { Config } from '../config.ts';
import { finding, type Finding } from './finding.ts';

interface Place {
  readonly check: string;
  readonly setting: string;
  readonly url: string;
  /** Where one may look without moving anything, and with what. */
  readonly look?: { readonly path: string; readonly key: string; readonly keySetting: string };
}

export function checkProviders(config: Config): Promise<Finding[]> {
  return Promise.all(placesOf(config).map(checkPlace));
}

/** Those of the sandbox's own are no part of the settings, and have checks of their own. */
function placesOf({ bank, cards, mpesa }: Config): Place[] {
  const places: Place[] = [];
  const balanceWith = (key: string | undefined, keySetting: string) =>
    key === undefined ? {} : { look: { path: '/v1/balance', key, keySetting } };
  if (bank.url !== undefined)
    places.push({
      ...{ check: 'bank', setting: 'HUNDI_BANK_URL', url: bank.url },
      ...balanceWith(bank.apiKey, 'HUNDI_BANK_API_KEY'),
    });
  if (cards.isOn && cards.url !== undefined)
    places.push({
      ...{ check: 'card acquirer', setting: 'HUNDI_CARDS_URL', url: cards.url },
      ...balanceWith(cards.apiKey, 'HUNDI_CARDS_API_KEY'),
    });
  // Asking Daraja for a token may end the one that the server holds, so that it answers at all has to be enough.
  if (mpesa.daraja !== undefined)
    places.push({ check: 'M-Pesa', setting: 'HUNDI_MPESA_URL', url: mpesa.daraja.url });
  return places;
}

async function checkPlace({ check, setting, url, look }: Place): Promise<Finding> {
  // As the connectors do, which take the origin of what is set; a password in an address is not shown either.
  const origin = URL.canParse(url) ? new URL(url).origin : 'Its address';
  let status: number;
  try {
    const reply = await fetch(origin + (look?.path ?? ''), {
      ...(look && { headers: { authorization: `Bearer ${look.key}` } }),
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
    });
    await reply.body?.cancel();
    ({ status } = reply);
  } catch (error) {
    const sentence = `${origin} does not answer (${reasonOf(error)}): check ${setting}, the network and the other side; what needs it waits.`;
    return finding(check, 'fail', sentence);
  }
  if (look !== undefined && (status === 401 || status === 403))
    return finding(
      check,
      'fail',
      `${origin} refuses our key (${String(status)}): check ${look.keySetting}.`,
    );
  if (look === undefined ? status < 500 : status === 200)
    return finding(check, 'ok', `Answers on ${origin}.`);
  const sentence = `${origin} answers ${String(status)}: check ${setting}, and ask the other side.`;
  return finding(check, 'fail', sentence);
}

/** `ECONNREFUSED`, or what there is to say. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
}
