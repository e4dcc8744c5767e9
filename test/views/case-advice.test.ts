import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOn, caseAdvice, isOver } from '../../src/views/case-advice.ts';

const about = (code: string, status: string) => ({ code, status, isReleased: false });

test('a payout that was overdue and has ended asks for nothing but the end of its case', () => {
  assert.match(String(adviceOn(about('overdue', 'processing'))), /Ask the bank/);
  assert.equal(isOver(about('overdue', 'processing')), false);
  for (const ended of ['succeeded', 'failed', 'reversed']) {
    assert.match(String(adviceOn(about('overdue', ended))), /ended since/);
    assert.equal(isOver(about('overdue', ended)), true);
  }
});

test('nobody is told that a hold stays which has ended', () => {
  assert.match(String(adviceOn(about('amount_differs', 'processing'))), /the hold stays/);
  const ended = about('amount_differs', 'succeeded');
  assert.match(String(adviceOn(ended)), /See in the statement/);
  assert.equal(isOver(ended), false, 'two words of the bank still stand against each other');
});

test('a held payment that was decided is at risk no more, whatever it was held for', () => {
  const held = Object.entries(caseAdvice).filter(([, advice]) =>
    /^(?:Credit it or )?give it back/i.test(advice),
  );
  assert.ok(held.length >= 6, String(held.length));
  for (const [code] of held)
    assert.equal(isOver({ ...about(code, 'expired'), isReleased: true }), true, code);
});
