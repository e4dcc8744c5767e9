/** `hundi sign`: base string and signature of a request, for whoever writes the merchant's side. Touches nothing. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  baseStringOf,
  canonicalQueryOf,
  isNonce,
  isUnixSeconds,
  signatureOf,
} from '../identity/request-signature.ts';
import { oneOf } from './arguments.ts';
import { makeRunnable, textFlag, type Flags } from './command.ts';
import { badUsage } from './errors.ts';
import type { Answer } from './output.ts';

export function makeSign(command: Command): void {
  command
    .requiredOption('--secret <secret>', 'the API secret')
    .requiredOption('--route <name>', 'such as api_create_order')
    .option('--method <method>', 'GET or POST', 'POST')
    .requiredOption('--timestamp <seconds>', 'X-Timestamp: Unix seconds')
    .requiredOption('--nonce <nonce>', 'X-Nonce')
    .option('--body <text>', 'the body, exactly as it is sent')
    .option('--body-file <path>', 'the file that holds the body')
    .option('--query <query>', 'of version 2: all parameters as they stand behind the ?')
    .option('--signature-version <version>', '1, or 2 which signs the query', '1');
  makeRunnable(command, async (_, flags) => answerOf(flags, await bodyOf(flags)));
}

async function bodyOf(flags: Flags): Promise<Buffer> {
  const path = textFlag(flags, 'bodyFile');
  if (path === undefined) return Buffer.from(textFlag(flags, 'body') ?? '', 'utf8');
  if (flags['body'] !== undefined) throw badUsage('Give --body or --body-file, not both.');
  try {
    return await readFile(path);
  } catch {
    throw badUsage(`"${path}" cannot be read.`);
  }
}

function answerOf(flags: Flags, body: Buffer): Answer {
  const text = (name: string) => textFlag(flags, name) ?? '';
  const nonce = text('nonce');
  if (!isNonce(nonce)) throw badUsage('--nonce must be 8 to 128 of A-Z a-z 0-9 . _ : -');
  if (!isUnixSeconds(text('timestamp'))) throw badUsage('--timestamp must be Unix seconds.');
  const version = oneOf('--signature-version', text('signatureVersion'), ['1', '2']);
  const query = text('query');
  if (version === '1' && query !== '') throw badUsage('Version 1 signs no query.');
  const baseString = baseStringOf({
    method: oneOf('--method', text('method').toUpperCase(), ['GET', 'POST']),
    route: text('route'),
    timestamp: text('timestamp'),
    nonce,
    body,
    ...(version === '2' && { query: canonicalQueryOf(parametersOf(query, text('route'))) }),
  });
  const signature = signatureOf(text('secret'), baseString);
  return {
    data: { baseString, signature },
    text: `${baseString}\n\nX-Signature: ${signature}\n`,
  };
}

/** The route is a parameter like the others. */
function parametersOf(query: string, route: string): ReadonlyMap<string, string> {
  const parameters = [...new URLSearchParams(query)];
  if (new Set(parameters.map(([name]) => name)).size < parameters.length)
    throw badUsage('A parameter comes twice.');
  return new Map([['route', route], ...parameters]);
}
