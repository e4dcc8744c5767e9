/** The log: one JSON line per event, fields by allow-list of the caller, never bodies or secrets. */
import { pino, type Logger } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

export function openLog(level: Config['logLevel']): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
