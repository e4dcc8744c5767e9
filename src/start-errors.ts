/** Why a start failed, in one sentence that names the setting; a stack only for what is a fault of ours. */
import { ConfigError, type Config } from './config.ts';
import { EmbeddedPostgresError } from './db/embedded/embedded-postgres.ts';
import { folderFaultOf } from './db/embedded/folder-faults.ts';
import { EnvironmentMismatchError } from './db/environment.ts';
import { MigrationError, NewerSchemaError } from './db/migrate.ts';
import {
  encryptionFaultOf,
  isConnectionLost,
  isOutOfResources,
  sqlStateOf,
} from './db/sqlstate.ts';
import { armFailpoints } from './kit/failpoint.ts';
import { MissingSealingKeyError } from './kit/seal.ts';
import { SandboxProgramError } from './sandbox-program.ts';

/** The message is the sentence. */
class StartError extends Error {}

/** Throws StartError when the setting is malformed. */
export function armFailpointsOf({ failpoints }: Config): void {
  try {
    armFailpoints(failpoints);
  } catch (error) {
    throw new StartError(`HUNDI_FAILPOINTS cannot be used: ${textOf(error)}.`, { cause: error });
  }
}

/** `work` needs the database. */
export function reaching<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw told(databaseFaultOf(error), error);
  });
}

export function listening<T>(work: Promise<T>, config: Config): Promise<T> {
  return work.catch((error: unknown) => {
    throw told(listenFaultOf(error, config), error);
  });
}

export function explain(error: unknown): string {
  if (error instanceof ConfigError) return `Hundi cannot start:\n${error.message}`;
  if (isTold(error)) return `Hundi cannot start: ${error.message}`;
  if (error instanceof EmbeddedPostgresError || error instanceof EnvironmentMismatchError)
    return error.message;
  const fault = folderFaultOf(error);
  if (fault !== undefined) return `Hundi cannot start: ${textOf(error)}: ${fault}.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isTold(error: unknown): error is Error {
  return [StartError, MissingSealingKeyError, SandboxProgramError].some(
    (kind) => error instanceof kind,
  );
}

function told(sentence: string | undefined, error: unknown): unknown {
  return sentence === undefined ? error : new StartError(sentence, { cause: error });
}

/** Undefined for what no setting is to blame for. */
export function listenFaultOf(error: unknown, { host, port }: Config): string | undefined {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `port ${String(port)} on ${host} is in use by another program; set PORT to a free one.`;
    case 'EACCES':
      return `this account may not listen on port ${String(port)}; set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
      return `${host} is no address of this machine; set HOST to one, or to 0.0.0.0 for all.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST is "${host}", and no address is known by that name.`;
    default:
      return undefined;
  }
}

/** Undefined for what is no matter of reaching the database. */
export function databaseFaultOf(error: unknown): string | undefined {
  if (error instanceof NewerSchemaError)
    return `${error.message} Start that one, or set DATABASE_URL to another.`;
  if (error instanceof MigrationError) return error.message;
  const said = textOf(error);
  const state = sqlStateOf(error);
  if (state === '3D000') return `DATABASE_URL names a database that is not there: ${said}.`;
  if (state?.startsWith('28') === true || said.startsWith('SASL'))
    return `the database refuses the user or password in DATABASE_URL: ${said}.`;
  if (state === '42501')
    return `the user in DATABASE_URL, or the role hundi_app, lacks a right that it needs: ${said}; \`hundi doctor\` says more.`;
  const encryption = encryptionFaultOf(error);
  if (encryption !== undefined) return encryption;
  // Of a file or a folder, which is no matter of the database.
  if (error instanceof Error && 'path' in error) return undefined;
  const code = codeOf(error);
  if (code === 'ERR_INVALID_URL') return 'DATABASE_URL is no address of a database.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `DATABASE_URL names a host that is not known: ${said}.`;
  if (isConnectionLost(error) || isOutOfResources(error))
    return `the database of DATABASE_URL cannot be reached: ${said}.`;
  return undefined;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Where several addresses of one name were tried, what the first of them said. */
function textOf(error: unknown): string {
  if (error instanceof AggregateError) return textOf(error.errors[0]);
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
