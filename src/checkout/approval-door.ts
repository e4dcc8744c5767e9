/** The page of approvals: its address below the payment page, and how it words a refusal. */
import type { Door } from '../http/door.ts';
import { page } from '../http/page.ts';
import { sendAnswer } from '../http/send.ts';
import { showApproval, decideApproval, type ApprovalPageParts } from './approval-page.ts';
import { approvalPath } from './approval-link.ts';
import { refusalOfPage } from './door.ts';
import type { PayQuery } from './link.ts';

/** A form with a name, a password and a pin. */
const mostBytes = 8_192;

export function approvalDoor(parts: ApprovalPageParts): Door {
  return {
    basePath: approvalPath,
    addRoutes: (app) => {
      app.get<{ Querystring: PayQuery }>('/', page, async (request, reply) => {
        sendAnswer(reply, await showApproval(parts, request.query));
        return reply;
      });
      app.post<{ Querystring: PayQuery }>('/', { bodyLimit: mostBytes }, async (request, reply) => {
        const { query, raw, body } = request;
        sendAnswer(reply, await decideApproval(parts, query, raw, body));
        return reply;
      });
    },
    refuse: refusalOfPage(parts.site),
  };
}
