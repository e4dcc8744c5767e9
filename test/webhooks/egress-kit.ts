import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { createEgress } from '../../src/webhooks/egress.ts';
import type { Egress, EgressOptions } from '../../src/webhooks/egress.ts';
import type { EgressReply } from '../../src/webhooks/reply.ts';

export const request = {
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"a":1}'),
};

export function egressFor(t: TestContext, options: Partial<EgressOptions> = {}): Egress {
  const egress = createEgress({ allowLoopback: true, connectTimeoutMs: 500, ...options });
  t.after(() => egress.close());
  return egress;
}

export function assertFailed(answer: EgressReply, reason: RegExp): void {
  assert.equal(answer.kind, 'failed');
  assert.match(answer.reason, reason);
}
