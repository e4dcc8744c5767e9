/** A database from before settlements, brought to the newest schema. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { migrate } from '../../src/db/migrate.ts';
import { newId } from '../../src/kit/ids.ts';
import { accountsOpened } from '../../src/ledger/accounts.ts';
import { createTestDatabase } from '../kit/database.ts';

test('a merchant who was there before has the accounts that settlements book on', async (t) => {
  const database = await createTestDatabase('template0');
  let isLater = false;
  await migrate(database.url, (sql) => {
    isLater ||= sql.includes('create table settlement_terms');
    return isLater ? '' : sql;
  });
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  t.after(async () => {
    await owner.end();
    await database.drop();
  });
  await owner.query(`delete from schema_migrations where name >= '0007'`);
  const merchantId = newId<'merchant'>(0);
  await owner.query(
    `insert into merchants (merchant_id, merchant_no, environment, name, status, version, fee_basis_points,
       fee_flat_minor, fee_minimum_minor, gst_basis_points, near_duplicate_guard, api_access,
       allowed_addresses, tokens_valid_from, created_at, updated_at)
     values ($1, 1001, 'live', 'Asha Traders', 'active', 1, 0, 0, 0, 0, true, true, '{}', 'epoch', 'epoch', 'epoch')`,
    [merchantId],
  );
  await migrate(database.url);
  const { rows } = await owner.query<{ account: string; currency: string; ruled: boolean }>(
    `select account, currency, ruled from accounts
     where merchant_id = $1 and account ~ '^(settlement_clearing|conversion|rounding):' order by account`,
    [merchantId],
  );
  const expected = accountsOpened
    .filter(({ name }) => /^(settlement_clearing|conversion|rounding):/.test(name))
    .map(({ name, currency, ruled }) => ({ account: name, currency, ruled }))
    .sort((a, b) => (a.account < b.account ? -1 : 1));
  assert.equal(expected.length, 5);
  assert.deepEqual(rows, expected);
});
