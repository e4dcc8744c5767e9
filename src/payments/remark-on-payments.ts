/** What a merchant is told of the payments under a pay-in that none of them has paid: in our own words, one sentence. */
import { standingOf, type PayinFact } from './payin-fact.ts';

/** Undefined when nothing has come. */
export function remarkOnPayments(facts: readonly PayinFact[]): string | undefined {
  const standings = facts.map(({ provider, paymentId }) =>
    standingOf(facts.filter((fact) => fact.provider === provider && fact.paymentId === paymentId)),
  );
  if (standings.includes('held')) return 'A payment has come and is being looked at.';
  if (standings.includes('giving_back') || standings.includes('gone'))
    return 'What was paid goes back to the customer.';
  return undefined;
}
