/** How a command ends when it cannot do what was asked: a number for scripts and one sentence for people. */
import { folderFaultOf } from '../db/embedded/folder-faults.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { encryptionFaultOf, sqlStateOf } from '../db/sqlstate.ts';
import { DomainError } from '../kit/errors.ts';
import { MissingSealingKeyError } from '../kit/seal.ts';
import { databaseFaultOf } from './database-faults.ts';

export const exitCodes = {
  ok: 0,
  /** A check found something broken. */
  broken: 1,
  usage: 2,
  unreachable: 3,
  /** Not found, or not allowed as things are. */
  refused: 4,
  /** A fault of the program itself. */
  internal: 5,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** `message` is one sentence for the operator. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly fields: DomainError['details']['fields'];

  constructor(exitCode: ExitCode, code: string, message: string, fields?: CommandError['fields']) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.code = code;
    this.fields = fields;
  }
}

export function badUsage(message: string): CommandError {
  return new CommandError(exitCodes.usage, 'usage', message);
}

export function notFound(message: string): CommandError {
  return new CommandError(exitCodes.refused, 'not_found', message);
}

export function refused(message: string): CommandError {
  return new CommandError(exitCodes.refused, 'refused', message);
}

export function unreachable(message: string): CommandError {
  return new CommandError(exitCodes.unreachable, 'unreachable', message);
}

const noSuchTable = '42P01';
const noSuchRole = '22023';
const noSuchDatabase = '3D000';

/** What any error means to the operator; never a stack. */
export function commandErrorOf(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (error instanceof MissingSealingKeyError) return badUsage(error.message);
  const state = sqlStateOf(error);
  if (state === noSuchDatabase)
    return unreachable(
      'DATABASE_URL names a database that is not there: make it, and start Hundi on it once with `npm start`.',
    );
  if (state === noSuchTable || state === noSuchRole)
    return unreachable('This database holds no Hundi yet; start it once with `npm start`.');
  if (state === '28P01')
    return unreachable('The database refuses the user or password in DATABASE_URL.');
  const encryption = encryptionFaultOf(error);
  if (encryption !== undefined)
    return unreachable(encryption.charAt(0).toUpperCase() + encryption.slice(1));
  const file = folderFaultOf(error);
  if (file !== undefined) return refused(`${(error as Error).message}: ${file}.`);
  const fault = databaseFaultOf(error instanceof DomainError ? error.cause : error);
  if (fault !== undefined) return unreachable(fault);
  const meant = unavailableOr(error);
  if (meant instanceof DomainError) return refusalOf(meant);
  const message = meant instanceof Error ? meant.message : String(meant);
  return new CommandError(exitCodes.internal, 'internal', `A fault inside: ${message}`);
}

function refusalOf({ code, message, details }: DomainError): CommandError {
  if (code === 'service.unavailable')
    return unreachable('The database cannot be reached or does not answer in time.');
  const { fields, reason } = details;
  if (fields === undefined) return new CommandError(exitCodes.refused, code, reason ?? message);
  const sentences = Object.entries(fields).map(
    ([field, faults]) => `${field}: ${faults.join(' ')}`,
  );
  return new CommandError(exitCodes.refused, code, sentences.join(' '), fields);
}
