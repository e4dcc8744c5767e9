/**
 * What sends requests. The front door of the package loads a hundred files (mocks, caches, sockets of the web), which is a
 * fifth of all that a start of the program loads; these two need but twenty.
 */
import { createRequire } from 'node:module';
import type undici from 'undici';

const require = createRequire(import.meta.url);

export const Agent = require('undici/lib/dispatcher/agent.js') as typeof undici.Agent;
export const Pool = require('undici/lib/dispatcher/pool.js') as typeof undici.Pool;
