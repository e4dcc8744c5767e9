/** The log: one JSON line per event, fields by allow-list of the caller, never bodies or secrets. */
import { pino, type Logger } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

/**
 * What JSON leaves as it is and others take for the end of a line, for a word to the terminal, or for a turn of the
 * direction of text. Anybody may write it: the address in a report of a browser goes to the log.
 */
const steering = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** None of them stands outside of a text of JSON. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export function openLog(level: Config['logLevel']): Log {
  return pino({
    ...{ level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    hooks: { streamWrite: (line) => line.replace(steering, escaped) },
  });
}
