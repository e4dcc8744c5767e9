/** This contract as an OpenAPI document describes it; a test holds it against the routes and what they answer. */
import {
  schemaRef,
  type Answer,
  type ApiDescription,
  type Operation,
  type Parameter,
} from '../../http/openapi.ts';
import { errorCatalogue, type ContractErrorCode } from '../../kit/errors.ts';
import { reportTypes } from '../../reports/open-report.ts';
import { reportFormats } from '../../reports/report.ts';
import { serviceTypes } from '../../reports/transaction-rows.ts';
import { reportParameters } from './download-report.ts';
import { wordingOf } from './errors.ts';
import { statusWords } from './present.ts';
import { statusParameters } from './queries.ts';
import { schemas, type SchemaName } from './schemas.ts';

interface Described extends Pick<Operation, 'id' | 'method' | 'summary' | 'parameters'> {
  readonly body?: SchemaName;
  readonly answer: Answer;
  readonly refusals: readonly ContractErrorCode[];
}

const ofGate = [
  'request.malformed',
  'access.unauthenticated',
  'access.merchant_inactive',
  'access.api_disabled',
  'access.marketplace_missing',
  'access.no_approved_address',
  'access.address_refused',
  'signature.out_of_window',
  'signature.invalid',
  'signature.replayed',
  'rate.exceeded',
  'service.overloaded',
  'service.unavailable',
  'service.internal',
] as const;

const retryAfter = {
  'Retry-After': { type: 'integer', minimum: 0, description: 'Seconds.' },
} as const;
const day = { type: 'string', format: 'date' } as const;
const reportSchemas = {
  type: { enum: reportTypes, default: 'transactions' },
  from: day,
  to: day,
  service_type: { enum: serviceTypes },
  status: { enum: [...new Set(Object.values(statusWords))] },
  format: { enum: reportFormats, default: 'csv' },
} as const satisfies Record<(typeof reportParameters)[number], Parameter['schema']>;
const reportWords = {
  type: 'What is reported.',
  from: 'First day; without it the last thirty days.',
  to: 'Last day, included; at most 366 in all.',
  service_type: 'Of transactions only.',
  status: 'Of transactions only.',
  format: 'Of the file.',
} as const satisfies Record<keyof typeof reportSchemas, string>;

/** By the name in `?route=`. */
export const described: Readonly<Record<string, Described>> = {
  api_create_order: {
    id: 'createOrder',
    method: 'POST',
    summary: 'Creates an order; the same order again is answered with its current state',
    body: 'NewOrder',
    answer: done('Created'),
    refusals: [
      ...ofGate,
      'request.too_large',
      'request.unsupported_type',
      'request.invalid_fields',
      'order.service_unavailable',
      'payout.insufficient_funds',
      'payout.limit_exceeded',
      'payout.reference_conflict',
    ],
  },
  api_order_status: {
    id: 'getOrderStatus',
    method: 'GET',
    summary: 'One order, by the first of the parameters that has a value',
    parameters: statusParameters.map((name) => ({
      ...{ name, in: 'query', schema: { type: 'string' } },
      description:
        name === 'reference_id' ? 'The newest order with it.' : 'One of these is needed.',
    })),
    answer: done('Order'),
    refusals: [...ofGate, 'payout.not_found'],
  },
  api_balance: {
    id: 'getBalance',
    method: 'GET',
    summary: 'What the wallet holds',
    answer: done('Balance'),
    refusals: ofGate,
  },
  api_download_report: {
    id: 'downloadReport',
    method: 'GET',
    summary: 'A report as a file that is made while it is sent',
    parameters: reportParameters.map((name) => ({
      ...{ name, in: 'query', schema: reportSchemas[name], description: reportWords[name] },
    })),
    answer: {
      ...done('Report'),
      description: 'An attachment. One that breaks off is not whole.',
      otherTypes: {
        'text/csv': { type: 'string' },
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {},
      },
    },
    refusals: [...ofGate, 'request.invalid_fields'],
  },
};

const signatureVersion: Parameter = {
  name: 'X-Signature-Version',
  in: 'header',
  description: 'With 2 a sixth line holds the canonical query.',
  schema: { enum: ['1', '2'], default: '1' },
};

export const xpayoutDescription: ApiDescription = {
  title: 'XPayout orders',
  description:
    'Signed orders behind `?route=` of one path. The signature is the hexadecimal HMAC-SHA256 with the API secret ' +
    'of method, route, timestamp, nonce and the hexadecimal SHA-256 of the body, joined by line feeds. Branch on ' +
    '`code`, not on `message`. Unknown fields of a request are ignored.',
  basePath: '/',
  operations: Object.entries(described).map(([route, one]) => operationOf(route, one)),
  webhooks: [
    {
      name: 'order.updated',
      summary: 'The status of an order has changed; signed by X-Gateway-Signature',
      body: schemaRef('Callback' satisfies SchemaName),
    },
  ],
  schemas,
  headers: {},
  headersOf: { 429: retryAfter, 503: retryAfter },
  securitySchemes: {
    key: header('X-API-Key', 'The key of the merchant.'),
    timestamp: header('X-Timestamp', 'Unix seconds, within 300 of now.'),
    nonce: header('X-Nonce', '8 to 128 of A-Z a-z 0-9 . _ : - and used once for each route.'),
    signature: header('X-Signature', 'The signature of this request.'),
  },
};

function operationOf(route: string, { body, answer, refusals, ...one }: Described): Operation {
  return {
    ...one,
    path: `/sitemap.xml?route=${route}`,
    parameters: [...(one.parameters ?? []), signatureVersion],
    ...(body && { body: schemaRef(body) }),
    answers: { 200: answer, ...refusalsOf(refusals) },
  };
}

/** Refusals that share a status are one answer, which says what each code means. */
function refusalsOf(refusals: readonly ContractErrorCode[]): Record<string, Answer> {
  const byStatus = Map.groupBy(refusals, (code) => wordingOf(code).status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]): [string, Answer] => [
      String(status),
      {
        description: codes
          .map((code) => `\`${wordingOf(code).code}\`: ${errorCatalogue[code]}`)
          .join('\n\n'),
        schema: {
          allOf: [schemaRef('Refusal' satisfies SchemaName)],
          properties: { code: { enum: codes.map((code) => wordingOf(code).code) } },
        },
      },
    ]),
  );
}

function done(schema: SchemaName): Answer {
  return { description: 'Done.', schema: schemaRef(schema) };
}

function header(name: string, description: string) {
  return { type: 'apiKey', in: 'header', name, description } as const;
}
