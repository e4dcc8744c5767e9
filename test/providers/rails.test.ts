import { test } from 'node:test';
import assert from 'node:assert/strict';
import { isWorkingDay, minuteOfDay } from '../../src/providers/calendar.ts';
import type { PayoutProvider, Rail, RailWindow } from '../../src/providers/provider.ts';
import { chooseRail, couldTravel } from '../../src/providers/rails.ts';

const always = { opensAtMinute: null, closesAtMinute: null, workingDaysOnly: false } as const;
const bankHours = {
  opensAtMinute: 60,
  closesAtMinute: 18 * 60 + 45,
  workingDaysOnly: true,
} as const;
const imps: RailWindow = { minimumMinor: 1n, maximumMinor: 5_00_000_00n, ...always };
const neft: RailWindow = { minimumMinor: 1_00n, maximumMinor: null, ...always };
const rtgs: RailWindow = { minimumMinor: 2_00_000_00n, maximumMinor: null, ...bankHours };

// A Wednesday at noon, local time.
const noon = '2026-07-15T12:00:00+05:30';

function choose(
  amountMinor: bigint,
  at = noon,
  windows: PayoutProvider['windows'] = { IMPS: imps, NEFT: neft, RTGS: rtgs },
  excluded: readonly Rail[] = [],
  holidays: readonly string[] = [],
) {
  const limits = { windows, excluded: new Set(excluded), holidays: new Set(holidays) };
  return chooseRail({ amountMinor, at: new Date(at), ...limits });
}

test('five lakh travel by IMPS, one paisa more by RTGS', () => {
  const byImps = { rail: 'IMPS', reason: 'IMPS: amount within 5 lakh.' };
  const byRtgs = { rail: 'RTGS', reason: 'RTGS: amount above 5 lakh, window open.' };
  assert.deepEqual(choose(5_000_00n), byImps);
  assert.deepEqual(choose(5_00_000_00n), byImps);
  assert.deepEqual(choose(5_00_000_01n), byRtgs);
  assert.deepEqual(choose(1_00_00_000_00n), byRtgs);
});

test('above five lakh RTGS is taken from its first minute to the end of its last, and NEFT outside', () => {
  const cases: [string, Rail][] = [
    ['2026-07-15T00:59:59.999+05:30', 'NEFT'],
    ['2026-07-15T01:00:00.000+05:30', 'RTGS'],
    ['2026-07-15T18:44:59.999+05:30', 'RTGS'],
    ['2026-07-15T18:45:00.000+05:30', 'NEFT'],
    // The same instants as a server in UTC writes them.
    ['2026-07-14T19:29:59.999Z', 'NEFT'],
    ['2026-07-14T19:30:00.000Z', 'RTGS'],
  ];
  for (const [at, rail] of cases) assert.equal(choose(6_00_000_00n, at).rail, rail, at);
  assert.equal(choose(6_00_000_00n, '2026-07-15T18:45:00+05:30').reason, 'NEFT: RTGS is closed.');
});

test('on a free day RTGS of a bank with working days gives way to NEFT', () => {
  const freeDays = ['2026-07-11', '2026-07-12', '2026-07-25', '2026-08-15'];
  const openDays = ['2026-07-04', '2026-07-18', '2026-08-01', '2026-08-29', '2026-08-14'];
  for (const day of freeDays) {
    const choice = choose(6_00_000_00n, `${day}T12:00:00+05:30`, undefined, [], ['2026-08-15']);
    assert.equal(choice.rail, 'NEFT', day);
  }
  for (const day of openDays) {
    const choice = choose(6_00_000_00n, `${day}T12:00:00+05:30`, undefined, [], ['2026-08-15']);
    assert.equal(choice.rail, 'RTGS', day);
  }
});

test('a rail that was refused is not tried again', () => {
  assert.deepEqual(choose(4_00_000_00n, noon, undefined, ['IMPS']), {
    rail: 'NEFT',
    reason: 'NEFT: IMPS was refused before.',
  });
  assert.deepEqual(choose(6_00_000_00n, noon, undefined, ['RTGS']), {
    rail: 'NEFT',
    reason: 'NEFT: RTGS was refused before.',
  });
  assert.deepEqual(choose(4_00_000_00n, noon, undefined, ['IMPS', 'NEFT']), {
    rail: 'RTGS',
    reason: 'RTGS: IMPS was refused before, NEFT was refused before.',
  });
});

test('RTGS takes two lakh and not a paisa less, whatever a connector claims', () => {
  const windows = { IMPS: imps, NEFT: neft, RTGS: { ...rtgs, minimumMinor: 1n } };
  assert.equal(choose(2_00_000_00n, noon, windows, ['IMPS', 'NEFT']).rail, 'RTGS');
  assert.deepEqual(choose(1_99_999_99n, noon, windows, ['IMPS', 'NEFT']), {
    rail: undefined,
    reason:
      'No rail: IMPS was refused before, NEFT was refused before, RTGS does not take this amount.',
  });
});

test('a connector with a lower limit for IMPS sends more by NEFT', () => {
  const windows = { IMPS: { ...imps, maximumMinor: 2_00_000_00n }, NEFT: neft };
  assert.equal(choose(2_00_000_00n, noon, windows).rail, 'IMPS');
  assert.deepEqual(choose(2_00_000_01n, noon, windows), {
    rail: 'NEFT',
    reason: 'NEFT: IMPS does not take this amount.',
  });
});

test('an amount below the least of every connector has no rail', () => {
  const windows = { IMPS: { ...imps, minimumMinor: 1_00n }, NEFT: neft };
  assert.equal(choose(1_00n, noon, windows).rail, 'IMPS');
  assert.deepEqual(choose(99n, noon, windows), {
    rail: undefined,
    reason:
      'No rail: IMPS does not take this amount, NEFT does not take this amount, RTGS is not offered.',
  });
});

test('with everything closed the order waits at the bank for the next NEFT window', () => {
  const windows = { NEFT: { ...neft, ...bankHours }, RTGS: rtgs };
  const sunday = '2026-07-12T12:00:00+05:30';
  assert.deepEqual(choose(6_00_000_00n, sunday, windows), {
    rail: 'NEFT',
    reason: 'NEFT in its next window: RTGS is closed, NEFT is closed.',
  });
  assert.deepEqual(choose(6_00_000_00n, sunday, windows, ['NEFT']), {
    rail: undefined,
    reason: 'No rail: RTGS is closed, NEFT was refused before.',
  });
});

test('UPI is never chosen: it needs an address and not an account', () => {
  assert.equal(choose(1_000_00n, noon, { UPI: imps }).rail, undefined);
});

test('the local day starts at half past six in the evening of UTC', () => {
  assert.equal(minuteOfDay(new Date('2026-07-15T18:29:59.999Z')), 1439);
  assert.equal(minuteOfDay(new Date('2026-07-15T18:30:00.000Z')), 0);
  // Saturday the 11th is the second of the month, in India and nowhere west of it yet.
  assert.equal(isWorkingDay(new Date('2026-07-10T18:29:59.999Z'), new Set()), true);
  assert.equal(isWorkingDay(new Date('2026-07-10T18:30:00.000Z'), new Set()), false);
  assert.equal(isWorkingDay(new Date('2026-07-12T18:30:00.000Z'), new Set()), true);
});

test('a rail that was asked for comes first where it takes the amount, and changes nothing where not', () => {
  const windows = { IMPS: imps, NEFT: neft, RTGS: rtgs };
  const wished = (wish: Rail, amountMinor: bigint) =>
    chooseRail({ amountMinor, wish, at: new Date(noon), windows, excluded: new Set() });
  const asked = { rail: 'NEFT', reason: 'NEFT: the merchant asked for it.' };
  assert.deepEqual(wished('NEFT', 5_000_00n), asked);
  assert.equal(wished('RTGS', 2_00_000_00n).rail, 'RTGS');
  assert.deepEqual(wished('RTGS', 1_99_999_99n), {
    rail: 'IMPS',
    reason: 'IMPS: RTGS does not take this amount.',
  });
  assert.equal(wished('IMPS', 5_00_000_01n).rail, 'RTGS');
  assert.equal(wished('UPI', 5_000_00n).rail, 'IMPS', 'UPI without a VPA reaches nobody');
});

test('a rail outside the provider set is passed over, though it was asked for', () => {
  const windows = { IMPS: imps, NEFT: neft, RTGS: rtgs };
  const within = (...allowed: Rail[]) =>
    chooseRail({
      ...{ amountMinor: 5_000_00n, wish: 'IMPS', at: new Date(noon), windows, allowed },
      excluded: new Set(),
    });
  assert.deepEqual(within('NEFT', 'RTGS'), {
    rail: 'NEFT',
    reason: 'NEFT: IMPS is outside the provider set.',
  });
  assert.equal(within('UPI').rail, undefined);
  assert.equal(within().rail, undefined);
});

test('what some rail would take at some hour could travel', () => {
  const closed = { NEFT: { ...neft, ...bankHours }, RTGS: rtgs };
  const could = (amountMinor: bigint, allowed: readonly Rail[] | null = null, toVpa = false) =>
    couldTravel({ amountMinor, windows: closed, allowed, toVpa });
  assert.equal(could(5_000_00n), true);
  assert.equal(could(5_000_00n, ['RTGS']), false, 'RTGS begins at two lakh');
  assert.equal(could(5_000_00n, ['IMPS']), false, 'IMPS is not offered');
  assert.equal(could(5_000_00n, null, true), false, 'nor is UPI');
});

test('a VPA is reached by UPI alone, whatever was asked for', () => {
  const upi: RailWindow = { minimumMinor: 1n, maximumMinor: 1_00_000_00n, ...always };
  const toVpa = (amountMinor: bigint, excluded: readonly Rail[] = []) =>
    chooseRail({
      ...{ amountMinor, wish: 'NEFT', toVpa: true, at: new Date(noon) },
      windows: { IMPS: imps, NEFT: neft, UPI: upi },
      excluded: new Set(excluded),
    });
  assert.deepEqual(toVpa(1_00_000_00n), { rail: 'UPI', reason: 'UPI: the beneficiary is a VPA.' });
  assert.equal(toVpa(1_00_000_01n).rail, undefined);
  assert.equal(toVpa(5_00n, ['UPI']).rail, undefined);
});

test('a phone is paid by M-Pesa alone, within what it takes', () => {
  const windows = {
    IMPS: imps,
    MPESA: { minimumMinor: 10_00n, maximumMinor: 250_000_00n, ...always },
  };
  const toMobile = (amountMinor: bigint, wish: Rail | null = null) =>
    chooseRail({
      ...{ amountMinor, wish, toMobile: true, at: new Date(noon) },
      ...{ windows, excluded: new Set<Rail>() },
    });
  const byPhone = { rail: 'MPESA', reason: 'MPESA: the beneficiary is a phone.' };
  assert.deepEqual(toMobile(10_00n, 'IMPS'), byPhone);
  assert.equal(toMobile(9_00n).rail, undefined);
  assert.equal(toMobile(250_001_00n).rail, undefined);
  // A wish cannot bring another beneficiary there.
  const toAccount = { amountMinor: 500_00n, wish: 'MPESA', at: new Date(noon) } as const;
  assert.equal(chooseRail({ ...toAccount, windows, excluded: new Set() }).rail, 'IMPS');
});
