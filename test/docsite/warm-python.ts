/** One Python that has imported what every sample imports, which takes longer than a sample does. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { bareEnvironment } from '../kit/environment.ts';

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let python: { readonly child: ChildProcess; ask(line: string): Promise<string> } | undefined;
after(() => python?.child.kill());

/** What a sample prints, run with nothing but `env`. Throws as `execFile` does when it fails. */
export async function runPython(path: string, env: NodeJS.ProcessEnv): Promise<{ stdout: string }> {
  python ??= start();
  const said = JSON.parse(await python.ask(JSON.stringify({ path, env }))) as Said;
  if (said.code !== 0) throw Object.assign(new Error(`It ended with ${String(said.code)}.`), said);
  return said;
}

function start(): NonNullable<typeof python> {
  const child = spawn('python3', [join(import.meta.dirname, 'warm-python.py')], {
    env: bareEnvironment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(() => {
    throw new Error('Python ended.');
  });
  // Nobody may be waiting when it is ended in the end.
  ended.catch(() => undefined);
  return {
    child,
    ask: async (line) => {
      const answered = once(lines, 'line');
      child.stdin.write(`${line}\n`);
      const [answer] = (await Promise.race([answered, ended])) as [string];
      return answer;
    },
  };
}
