/** The bank's book against ours, both ways: what only one of them says is found, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  comparePayins,
  comparePayouts,
  type Comparison,
} from '../../src/payments/compare-statement.ts';
import { openTill } from './payin-kit.ts';
import { startNightShift } from './worker-kit.ts';

const plain = '123456789012';

/** The payment; what is gone and has come back at the bank, and the same here, in paise. */
const told = ({ differences }: Comparison) =>
  differences
    .map(({ payment, atProvider: there, inBooks: here }) =>
      [payment, there.thereMinor, there.backMinor, here.thereMinor, here.backMinor].join(' '),
    )
    .sort();

test('what the books and the bank say of payouts and pay-ins is compared both ways', async (t) => {
  const till = await openTill(t);
  const shift = await startNightShift(t, {}, { url: till.url });
  const merchantId = await till.merchant(1_00_000_00n);
  const worker = shift.worker();
  const ids = await shift.pay(merchantId, [plain, plain, plain, plain, '99900011000']);
  worker.wake();
  await shift.calm(merchantId);
  const [less, paid] = [await till.ask(merchantId), await till.ask(merchantId)];
  await till.pay(less, { amount: '499.00' });
  await till.pay(paid);
  for (const payin of [less, paid]) await till.tell(payin);
  const { rows } = await till.pool.query<{ id: string; number: string; reference: string }>(
    `select payout_id as id, transaction_number as number, provider_reference as reference
     from payouts join payout_attempts using (merchant_id, payout_id) where merchant_id = $1`,
    [merchantId],
  );
  const of = (nth: number) => {
    const row = rows.find(({ id }) => id === ids[nth]);
    assert.ok(row);
    return row;
  };
  // The clock of the shift goes ahead of ours, the further the longer its calm took.
  const later = () => new Date(Date.now() + 48 * 3_600_000);

  await t.test('two books that agree have no difference', async () => {
    const out = await comparePayouts(till.pool, shift.provider, later());
    const came = await comparePayins(till.pool, till.provider, later());
    assert.deepEqual([told(out), out.underWay, out.lines], [[], 0, 4]);
    assert.deepEqual([told(came), came.underWay, came.lines], [[], 0, 2]);
  });

  await t.test('each way in which a payout may differ is found, and those alone', async () => {
    const [missing, other, twice, back] = [of(0), of(1), of(2), of(3)];
    const refused = of(4);
    const statement = async (after: string) => {
      const page = await shift.provider.statement(after);
      const news = page.news.flatMap((line) => {
        const { reference, outcome } = line;
        assert.ok(outcome.kind === 'succeeded');
        const { amountMinor, currency, utr } = outcome;
        const reversal = { kind: 'reversed', amountMinor, currency, utr } as const;
        if (reference === missing.reference) return [];
        if (reference === other.reference)
          return [{ reference, outcome: { ...outcome, amountMinor: amountMinor + 1n } }];
        if (reference === twice.reference) return [line, line];
        if (reference === back.reference)
          return [line, { reference, outcome: { ...reversal, reversalReference: 'R1' } }];
        return [line];
      });
      const own = page.news[0]?.outcome;
      const strange = own === undefined ? [] : [{ reference: 'RENT-MAY', outcome: own }];
      const paidAll = own === undefined ? [] : [{ reference: refused.reference, outcome: own }];
      return { ...page, news: [...news, ...strange, ...paidAll] };
    };
    const name = shift.provider.name;
    const found = await comparePayouts(till.pool, { name, statement }, later());
    const paise = 100_00;
    assert.deepEqual(
      told(found),
      [
        `${missing.number} 0 0 ${paise} 0`,
        `${other.number} ${paise + 1} 0 ${paise} 0`,
        `${twice.number} ${2 * paise} 0 ${paise} 0`,
        `${back.number} ${paise} ${paise} ${paise} 0`,
        `${refused.number} ${paise} 0 0 0`,
        `RENT-MAY ${paise} 0 0 0`,
      ].sort(),
    );
  });

  await t.test('a payment of a customer that only one book has is found', async () => {
    const statement = async (after: string) => {
      const page = await till.provider.statement(after);
      return {
        ...page,
        news: page.news.filter(({ reference }) => reference !== paid.providerReference),
      };
    };
    const found = await comparePayins(till.pool, { name: till.provider.name, statement }, later());
    assert.deepEqual(told(found), [`${paid.transactionNumber} 0 0 50000 0`]);
  });

  await t.test('nothing is said of what moves while the books are read', async () => {
    const statement = () => Promise.resolve({ news: [], next: '' });
    const before = new Date(Date.now() - 3_600_000);
    const found = await comparePayouts(till.pool, { name: shift.provider.name, statement }, before);
    assert.deepEqual([told(found), found.underWay], [[], 4]);
  });
});
