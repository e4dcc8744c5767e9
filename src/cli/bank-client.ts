/** The control API of the sandbox bank. */
import { jsonOf } from './output.ts';
import { CommandError, exitCodes, notFound, refused, unreachable } from './errors.ts';

export interface BankPlace {
  readonly url: string;
  readonly controlKey: string;
}

export interface BankCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Behind `/control`. */
  readonly path: string;
  readonly body?: object;
}

const timeoutMs = 10_000;

/** Throws CommandError with the bank's own sentence when it refuses. */
export async function callBank(
  { url, controlKey }: BankPlace,
  { method, path, body }: BankCall,
): Promise<Record<string, unknown>> {
  let status: number;
  let text: string;
  try {
    const reply = await fetch(new URL(`/control${path}`, url), {
      method,
      headers: {
        authorization: `Bearer ${controlKey}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: jsonOf(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = reply.status;
    text = await reply.text();
  } catch {
    throw unreachable(`The sandbox bank at ${url} does not answer.`);
  }
  const answer = objectOf(text);
  if (status >= 200 && status < 300 && answer !== undefined) return answer;
  throw refusalOf(status, answer);
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null && !Array.isArray(found)
      ? (found as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function refusalOf(status: number, answer: Record<string, unknown> | undefined): CommandError {
  const error = answer?.['error'] as { message?: unknown } | undefined;
  const said = typeof error?.message === 'string' ? error.message : `it answered ${status}`;
  const sentence = `The bank: ${said.replace(/\.$/, '')}.`;
  if (status === 404) return notFound(sentence);
  if (status === 401) return refused('The bank refuses the control key.');
  if (status === 400) return new CommandError(exitCodes.usage, 'usage', sentence);
  return refused(sentence);
}
