/** What `hundi doctor` reads as the program reads it: the switch of payouts, the kill switches, open cases, promises that come to nothing, the sealed secrets. */
import type { Config } from '../config.ts';
import { openPool, type Pool } from '../db/connection.ts';
import { lookAtSealedSecrets } from '../identity/sealed-with.ts';
import { countOpenCases } from '../payments/cases.ts';
import { findPause } from '../payments/payout-switch.ts';
import { findParked } from '../outbox/find-parked.ts';
import { listOff } from '../switches/list-switches.ts';
import { finding, type Finding } from './finding.ts';

/** Nothing of what the database cannot say, which has a finding of its own. */
export async function checkDeployment(url: string | undefined, config: Config): Promise<Finding[]> {
  if (url === undefined) return [];
  const pool = openPool(url, 'doctor', 3);
  try {
    const checks = [
      ...[payouts(pool), switches(pool), cases(pool), promises(pool)],
      sealingKeys(pool, config),
    ];
    const found = await Promise.allSettled(checks);
    return found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  } finally {
    await pool.end();
  }
}

/** Whether the switch lets payouts out. */
async function payouts(pool: Pool): Promise<Finding> {
  const pause = await findPause(pool);
  if (pause === undefined) return finding('payouts', 'ok', 'They may go to the bank.');
  const since = pause.since.toISOString();
  const sentence = `Paused since ${since}: ${pause.reason}. \`hundi payout resume\` ends it.`;
  return finding('payouts', 'warn', sentence);
}

const mostNamed = 5;

async function switches(pool: Pool): Promise<Finding> {
  const off = await listOff(pool);
  if (off.length === 0) return finding('switches', 'ok', 'Nothing is switched off.');
  const named = off
    .slice(0, mostNamed)
    .map(
      ({ kind, name, reason, setAt }) =>
        `${kind} ${name} (${reason}, since ${setAt.toISOString()})`,
    );
  const more = off.length > mostNamed ? [`${String(off.length - mostNamed)} more`] : [];
  const all = [...named, ...more].join('; ');
  const sentence = `Off: ${all}. \`hundi switch on <kind> <name>\` begins it again, \`hundi switch list\` names all.`;
  return finding('switches', 'warn', sentence);
}

async function cases(pool: Pool): Promise<Finding> {
  const { count, since } = await countOpenCases(pool);
  if (since === null) return finding('cases', 'ok', 'None waits for a person.');
  const open = `${String(count)} open, since ${since.toISOString()}`;
  return finding('cases', 'warn', `${open}. \`hundi case list\` names them.`);
}

/** What the program cannot carry on, whatever it tries. */
async function promises(pool: Pool): Promise<Finding> {
  const { count, since, subjects } = await findParked(pool);
  if (since === null) return finding('promises', 'ok', 'None is parked.');
  const named = subjects.map(({ topic, subjectId }) => `${topic} ${subjectId}`).join(', ');
  const parked = `${String(count)} came to nothing five times in a row and more, the oldest of ${since.toISOString()}: ${named}`;
  const next =
    'The log says why, under these ids; they are tried again, and their money stays held.';
  return finding('promises', 'fail', `${parked}. ${next}`);
}

async function sealingKeys(pool: Pool, { secrets }: Config): Promise<Finding> {
  const { missing } = await lookAtSealedSecrets(pool, secrets);
  return missing === undefined
    ? finding('sealing keys', 'ok', 'They open every stored secret.')
    : finding('sealing keys', 'fail', missing.message);
}
