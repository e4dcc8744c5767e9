/** Whether the bank, the acquirer and the M-Pesa of the settings can be reached; nothing is asked of them but whether. */
import type { Config } from '../config.ts';
import type { Clock } from '../kit/clock.ts';
import { finding, type Finding } from './finding.ts';

interface Place {
  readonly check: string;
  readonly setting: string;
  readonly url: string;
  /** Where one may look without moving anything, and with what. */
  readonly look?: { readonly path: string; readonly key: string; readonly keySetting: string };
}

export async function checkProviders(config: Config, clock: Clock): Promise<Finding[]> {
  return (await Promise.all(placesOf(config).map((place) => checkPlace(place, clock)))).flat();
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

async function checkPlace(place: Place, clock: Clock): Promise<Finding[]> {
  const { check, setting, url, look } = place;
  // As the connectors do, which take the origin of what is set; a password in an address is not shown either.
  const origin = URL.canParse(url) ? new URL(url).origin : 'Its address';
  let status: number;
  let clockThere: string | null;
  try {
    const reply = await fetch(origin + (look?.path ?? ''), {
      ...(look && { headers: { authorization: `Bearer ${look.key}` } }),
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
    });
    await reply.body?.cancel();
    ({ status } = reply);
    clockThere = reply.headers.get('date');
  } catch (error) {
    const sentence = `${origin} does not answer (${reasonOf(error)}): check ${setting}, the network and the other side; what needs it waits.`;
    return [finding(check, 'fail', sentence)];
  }
  return [answerFinding(place, origin, status), ...clockFindings(origin, clockThere, clock)];
}

function answerFinding({ check, setting, look }: Place, origin: string, status: number): Finding {
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

const slowMs = 30_000;
/** Beyond it signed requests of merchants whose clocks are right are refused. */
const wrongMs = 5 * 60_000;

/**
 * A database on this machine has the same clock, right or wrong; others have their own. An answer tells its time to the
 * second, and was a moment under way.
 */
function clockFindings(origin: string, clockThere: string | null, clock: Clock): Finding[] {
  const aheadMs = clock.now().getTime() - Date.parse(clockThere ?? '');
  const offMs = Math.abs(aheadMs);
  // Who tells no time has nothing to compare.
  if (!(offMs >= slowMs)) return [];
  const seconds = String(Math.round(offMs / 1_000));
  const where = aheadMs > 0 ? 'ahead of' : 'behind';
  const sentence = `This machine's clock is ${seconds} s ${where} that of ${origin}: run NTP.`;
  return [finding('clock', offMs > wrongMs ? 'fail' : 'warn', sentence)];
}

/** `ECONNREFUSED`, or what there is to say. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
}
