import type { FastifyInstance } from 'fastify';
import { page } from './page.ts';
import { sendJson } from './send.ts';

/** What stands in the way of serving; empty when nothing does. Words for the operator, such as `schema`. */
export type CheckReadiness = () => Promise<readonly string[]>;

const limitMs = 1_000;

const comeBack = { 'retry-after': '2' } as const;

/** live: the process answers. ready: it can serve a payout right now. */
export function addHealthRoutes(
  app: FastifyInstance,
  check: CheckReadiness,
  isClosing: () => boolean,
): void {
  app.get('/health/live', page, (_request, reply) => {
    sendJson(reply, 200, {}, '{"status":"live"}');
  });
  app.get('/health/ready', page, async (_request, reply) => {
    const obstacles = isClosing() ? ['shutting down'] : await withinLimit(check);
    const isReady = obstacles.length === 0;
    const body = isReady ? { status: 'ready' } : { status: 'not ready', obstacles };
    sendJson(reply, isReady ? 200 : 503, isReady ? {} : comeBack, JSON.stringify(body));
    return reply;
  });
}

/** A database that does not answer in time, or fails, is an obstacle and not a fault. */
async function withinLimit(check: CheckReadiness): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => {
      resolve(['database']);
    }, limitMs);
  });
  try {
    return await Promise.race([check(), late]);
  } catch {
    return ['database'];
  } finally {
    clearTimeout(timer);
  }
}
