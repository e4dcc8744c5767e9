/** What a database error means, read from its SQLSTATE only: constraint names do not survive a sharded node. */
import pg from 'pg';

export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** A lock was waited for in vain. */
export function isLockTimeout(error: unknown): boolean {
  return sqlStateOf(error) === '55P03';
}

/** The work did not happen and may be run again as a whole. */
export function isRetryable(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '40001' || state === '40P01' || isLockTimeout(error);
}

/** A statement that this connection has prepared is no longer good, or no longer there: another one prepares it anew. */
export function isPreparedInVain(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '0A000' || state === '26000';
}

/** The server is going, coming back, or not the one that may be written to. */
const goneStates = new Set(['57P01', '57P02', '57P03', '25006', '53300']);

/** What the driver says, without a code, when the line is cut or an answer does not come. */
const driverSentences =
  /^(Connection terminated|Received unexpected|Query read timeout|timeout expired|timeout exceeded|Client (has encountered|was closed|is not queryable)|Connection ended|Cannot use a pool after)/;

/**
 * The connection or the server went away: outside a COMMIT nothing happened, during one nobody knows.
 * Anything else without an SQLSTATE is a fault of ours and must not look like an outage.
 */
export function isConnectionLost(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return state.startsWith('08') || goneStates.has(state);
  if (!(error instanceof Error)) return false;
  // ECONNRESET, EPIPE, ENOENT of a socket file: the operating system's words.
  if ('syscall' in error) return true;
  if (error instanceof AggregateError) return error.errors.some(isConnectionLost);
  return driverSentences.test(error.message);
}

/** A code for what the driver says in a sentence; undefined for anything else. */
export function driverCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof AggregateError) return driverCodeOf(error.errors[0]);
  if (!driverSentences.test(error.message)) return undefined;
  return /time(out| out)/i.test(error.message) ? 'DATABASE_TIMEOUT' : 'CONNECTION_LOST';
}

/** What is wrong with the encryption that the address asks for, with what to do; undefined for anything else. */
export function encryptionFaultOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const said = error.message.replace(/[.:\s]+$/, '');
  if (said === 'The server does not support SSL connections')
    return 'DATABASE_URL asks for encryption (sslmode), and the server does not support SSL.';
  // The names that OpenSSL and Node.js have for it.
  if (!('code' in error) || !/CERT|^UNABLE_TO_|^INVALID_CA$|^HOSTNAME_/.test(String(error.code)))
    return undefined;
  return `the certificate of the database is not trusted: ${said}; DATABASE_URL may name the one that signed it with sslrootcert.`;
}

/** No room on disk or in memory: the caller is told to come back, nothing else. */
export function isOutOfResources(error: unknown): boolean {
  return sqlStateOf(error)?.startsWith('53') ?? false;
}

const brokenAssumptions = new Set(['23505', '23514', '23502', '22012']);

/**
 * What a batch had assumed is not so: a key is taken, a rule of a table is broken, a number is missing, or a query that was to
 * find nothing (`noneOf`) found something. What was wrong for another reason fails again when it is run with a look.
 */
export function isAssumptionBroken(error: unknown): boolean {
  return brokenAssumptions.has(sqlStateOf(error) ?? '');
}

/** SQL that fails, by a division by zero, when a query finds any row. */
export function noneOf(query: string): string {
  return `select 1 / (count(*) = 0)::int from (${query}) as found`;
}

export function isUniqueViolation(error: unknown): boolean {
  return sqlStateOf(error) === '23505';
}
