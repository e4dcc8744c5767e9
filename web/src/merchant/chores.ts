import type { HomeAnswer } from '../../../src/console/answers/wallet.ts';
import { dayOf } from './days.ts';

interface Chore {
  readonly text: string;
  readonly to: string;
}

/** What waits for a person, the most pressing first. `since` is where today begins. */
export function choresOf({
  chores,
  since,
}: Pick<HomeAnswer, 'chores' | 'since'>): readonly Chore[] {
  const { failedPayouts, deadWebhooks, runningBatches, waitingAddresses, webhook } = chores;
  const all: readonly (Chore | false)[] = [
    webhook === 'disabled' && {
      text: 'Webhooks are switched off: your system hears of nothing',
      to: '/webhooks',
    },
    webhook === 'failing' && { text: 'Your webhook URL refuses what we send', to: '/webhooks' },
    failedPayouts > 0 && {
      text: `${counted(failedPayouts, 'payout')} failed today`,
      to: `/payments?kind=payout&state=failed&from=${dayOf(since)}`,
    },
    deadWebhooks > 0 && {
      text: `${counted(deadWebhooks, 'webhook')} given up: send them again`,
      to: '/webhooks?state=dead',
    },
    runningBatches > 0 && {
      text: `${counted(runningBatches, 'file')} of payouts being carried out`,
      to: '/batches',
    },
    waitingAddresses > 0 && {
      text: `${counted(waitingAddresses, 'address', 'addresses')} waiting for approval`,
      to: '/access',
    },
    webhook === 'missing' && { text: 'Say where your system hears of payments', to: '/webhooks' },
  ];
  return all.filter((chore) => chore !== false);
}

function counted(count: number, one: string, several = `${one}s`): string {
  const shown = count >= 1_000 ? '1,000 and more' : String(count);
  return `${shown} ${count === 1 ? one : several}`;
}
