/** The bodies of this contract as JSON Schema: what the endpoints take and what they write. */
import type { Schema } from '../../http/openapi.ts';
import { depositSchemas } from './deposit-schemas.ts';
import { text, time, whole, object } from './schema-parts.ts';
import { profileSchemas } from './profile-schemas.ts';
import { transferSchemas } from './transfer-schemas.ts';
import { walletSchemas } from './wallet-schemas.ts';

export const schemas = {
  ...profileSchemas,
  ...walletSchemas,
  ...transferSchemas,
  ...depositSchemas,
  ErrorModel: object({
    timestamp: time,
    statusCode: { enum: [400, 500] },
    status: { enum: ['BadRequest', 'InternalServerError'] },
    errorCode: {
      ...whole,
      description: 'Published where the contract has a number; from 9001 our own.',
    },
    message: text,
  }),
  ProblemDetails: object(
    { type: text, title: text, status: whole, detail: text },
    { traceId: { ...text, description: 'Leads us to what happened.' } },
  ),
} as const satisfies Record<string, Schema>;

export type SchemaName = keyof typeof schemas;
