// `npm start`. Only turns on the cache of compiled code, which makes every start after the first quicker and lighter.
import { enableCompileCache, flushCompileCache } from 'node:module';
import path from 'node:path';

// Beside the packages, where only those may write who may change what runs anyway.
enableCompileCache(path.join(import.meta.dirname, '../node_modules/.cache/hundi'));
await import('../src/main.ts');
// Early, since a process that is killed cannot do it at its end.
setTimeout(flushCompileCache, 5_000).unref();
