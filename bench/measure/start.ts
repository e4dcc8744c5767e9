/** From `npm start` to the first answer, on data that is there already: embedded PostgreSQL, sandbox bank and all. */
import { median } from '../figures.ts';
import { startGateway } from '../gateway.ts';
import type { Row } from '../report.ts';
import type { Stage } from '../stage.ts';

export async function measureStart(stage: Stage): Promise<Row[]> {
  const order = { dataDir: `${stage.workDir}/start`, role: 'all' } as const;
  const first = await startGateway(order);
  await first.stop();
  const seconds: number[] = [];
  for (let round = 1; round <= Math.max(5, stage.options.rounds); round++) {
    const gateway = await startGateway(order);
    seconds.push(gateway.readyAfterMs / 1_000);
    await gateway.stop();
    stage.say(`start, round ${round}: ${seconds.at(-1)?.toFixed(2) ?? ''} s`);
    if (stage.options.quick) break;
  }
  return [
    {
      what: 'start to first answer on existing data',
      value: median(seconds),
      unit: 's',
      goal: { atMost: 3 },
      rounds: seconds,
    },
    { what: 'first start, data made', value: first.readyAfterMs / 1_000, unit: 's' },
  ];
}
