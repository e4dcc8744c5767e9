/** The control APIs of the programs of the sandbox: its bank, its card acquirer, its M-Pesa. */
import { jsonOf } from './output.ts';
import { CommandError, exitCodes, notFound, refused, unreachable } from './errors.ts';

export interface SandboxPlace {
  /** As people call it: `sandbox bank`. */
  readonly program: string;
  readonly url: string;
  readonly controlKey: string;
}

export interface SandboxCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Behind `/control`. */
  readonly path: string;
  readonly body?: object;
}

const timeoutMs = 10_000;

/** Throws CommandError with the program's own sentence when it refuses. */
export async function callSandbox(
  { program, url, controlKey }: SandboxPlace,
  { method, path, body }: SandboxCall,
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
    throw unreachable(`The ${program} at ${url} does not answer.`);
  }
  const answer = objectOf(text);
  if (status >= 200 && status < 300 && answer !== undefined) return answer;
  throw refusalOf(program, status, answer);
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

function refusalOf(
  program: string,
  status: number,
  answer: Record<string, unknown> | undefined,
): CommandError {
  const said = sentenceIn(answer) ?? `it answered ${status}`;
  const sentence = `The ${program}: ${said.replace(/\.$/, '')}.`;
  if (status === 404) return notFound(sentence);
  if (status === 401) return refused(`The ${program} refuses the control key.`);
  if (status === 400) return new CommandError(exitCodes.usage, 'usage', sentence);
  return refused(sentence);
}

/** M-Pesa words its errors as Safaricom does. */
function sentenceIn(answer: Record<string, unknown> | undefined): string | undefined {
  const error = answer?.['error'] as { message?: unknown } | undefined;
  const said = error?.message ?? answer?.['errorMessage'];
  return typeof said === 'string' ? said : undefined;
}
