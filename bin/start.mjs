// `npm start`. Only makes the start quicker and lighter: by the cache of compiled code, and by looking for no file of ours.
import './own-modules.mjs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { spawn } from 'node:child_process';
import path from 'node:path';

// Beside the packages, where only those may write who may change what runs anyway.
enableCompileCache(path.join(import.meta.dirname, '../node_modules/.cache/hundi'));
// The console is built beside the start of everything else, and only when its sources have changed.
spawn(
  process.execPath,
  [path.join(import.meta.dirname, '../scripts/build-web.ts'), '--if-changed'],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
  },
).unref();
await import('../src/main.ts');
// Early, since a process that is killed cannot do it at its end.
setTimeout(flushCompileCache, 5_000).unref();
