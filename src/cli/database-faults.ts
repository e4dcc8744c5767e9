/** What the operator is told when the database serves nobody, or not this user: what it is, and what to do. */
import { isConnectionLost, sqlStateOf } from '../db/sqlstate.ts';

const sentences: Readonly<Record<string, string>> = {
  '25006': 'The database is read-only, as a standby is: DATABASE_URL has to name the primary.',
  '40001': 'Something else wrote to the same at that moment: try again.',
  '40P01': 'Something else wrote to the same at that moment: try again.',
  '53100':
    'The disk of the database is full: make room there, nothing has to be started again. `hundi doctor` names the folder of the embedded one.',
  '53200': 'The database has no memory left: look at what else runs on its machine.',
  '53300':
    'The database takes no more connections: end programs that hold some (pg_stat_activity lists them), or raise max_connections.',
  '55P03': 'Something else holds what this needs, for longer than we wait: try again.',
  '57014':
    'The database does not answer in time: it is overloaded, or something holds what this needs.',
  '57P01': 'The database was stopped meanwhile: start it, and try again.',
  '57P02': 'The database crashed and is recovering: try again in a minute, and read its log.',
  '57P03': 'The database is starting, recovering or stopping: try again in a minute.',
};

/** Undefined for what is no matter of the database. `cause` of a refusal of ours says more than the refusal. */
export function databaseFaultOf(error: unknown): string | undefined {
  const state = sqlStateOf(error);
  if (state === undefined) {
    // A file that cannot be written fails with words of the system, too, and so does a connection.
    if (error instanceof Error && 'path' in error) return undefined;
    return isConnectionLost(error)
      ? `The database cannot be reached or does not answer in time: ${wordsOf(error)}.`
      : undefined;
  }
  if (state === '28000') return `The database does not let this user in: ${wordsOf(error)}.`;
  if (state === '42501')
    return `The user in DATABASE_URL lacks a right that this needs: ${wordsOf(error)}; \`hundi doctor\` says more.`;
  if (state.startsWith('53'))
    return sentences[state] ?? `The database lacks something that it needs: ${wordsOf(error)}.`;
  return sentences[state];
}

/** Of several addresses of one name, the first. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return wordsOf(error.errors[0]);
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
