/** Calls of the API of this site. */
import type { Refusal } from '../../../src/console/answers/shared.ts';
import { basePath } from './site.ts';

export class ApiRefusal extends Error {
  readonly status: number;
  readonly code: string;
  /** What is wrong with which field. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(status: number, { error }: Refusal) {
    // Where no field of a form says it, as of a filter, the sentences of the fields say more than that there are some.
    const sentences = [...new Set(Object.values(error.fields ?? {}))].join(' ');
    const text = sentences === '' ? error.message : sentences;
    super(error.supportId === undefined ? text : `${text} (${error.supportId})`);
    this.name = 'ApiRefusal';
    this.status = status;
    this.code = error.code;
    this.fields = error.fields ?? {};
  }
}

const unauthenticated = 'access.unauthenticated';

interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Shows the question for the second factor; resolves to whether it was answered. */
let stepUp: () => Promise<boolean> = () => Promise.resolve(false);

export function onStepUp(handler: () => Promise<boolean>): void {
  stepUp = handler;
}

/** Hears that nobody is signed in any more, and whether a change was asked for. */
let sessionEnded: (isChange: boolean) => void = () => undefined;

export function onSessionEnded(handler: typeof sessionEnded): void {
  sessionEnded = handler;
}

/** `path` is relative to the API of this site: `/payments`. Throws ApiRefusal. */
export async function ask<Answer>(path: string, asked: Asked = {}): Promise<Answer> {
  try {
    return await askOnce<Answer>(path, asked);
  } catch (error) {
    // Who is signed in is asked before a page is shown, and the answer leads on.
    if (path !== '/session' && error instanceof ApiRefusal && error.code === unauthenticated)
      sessionEnded(asked.method !== undefined && asked.method !== 'GET');
    const isStepUp = error instanceof ApiRefusal && error.code === 'console.step_up_required';
    if (!isStepUp || !(await stepUp())) throw error;
    return askOnce<Answer>(path, asked);
  }
}

async function askOnce<Answer>(path: string, { method = 'GET', body, signal }: Asked) {
  const response = await fetch(`${basePath}/api${path}`, {
    method,
    headers: {
      'x-hundi-console': '1',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  if (response.status === 204) return undefined as Answer;
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as Answer;
  throw new ApiRefusal(response.status, isRefusal(answer) ? answer : unreachable);
}

const unreachable: Refusal = {
  error: { code: 'service.unavailable', message: 'The gateway does not answer at present.' },
};

function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}
