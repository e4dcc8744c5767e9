/** The first identifier that a program makes, in a process of its own: nothing has been made before it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUuid, newId } from '../../src/kit/ids.ts';

test('the first identifier of a program is whole, whatever its clock says', () => {
  const id = newId<'payout'>(0);
  assert.ok(isUuid(id), id);
  assert.match(id, /^00000000-0000-7/);
});
