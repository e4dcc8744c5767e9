/** `kill -9` of PostgreSQL with all its children; the gateways must come through without a restart. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from '../load.ts';
import { noteServing, type Scene } from '../scene.ts';
import { loadOf, paced } from './usual-load.ts';

const serveWithinMs = 60_000;

/** `perSecond`: requests meanwhile. */
export async function postgresAct(scene: Scene, times: number, perSecond?: number): Promise<void> {
  const { faults, say } = scene;
  faults.want('kill -9 of PostgreSQL', times);
  const load = new Load(loadOf(scene, 'postgres'));
  await load.during(paced(perSecond), async () => {
    for (let left = times - 1; left >= 0; left--) {
      await sleep(scene.random.between(300, 1_500));
      await killOnce(scene);
      if (left % 10 === 0) say(`postgres: ${left} kills to come`);
    }
  });
}

async function killOnce(scene: Scene): Promise<void> {
  const { deployment, faults } = scene;
  const { gateways, postgres } = deployment;
  const restarts = postgres.restarts;
  const beganMs = performance.now();
  if (postgres.kill() > 0) faults.fired('kill -9 of PostgreSQL');
  while (postgres.restarts === restarts) await sleep(5);
  await Promise.all(
    gateways.map(async (gateway) => {
      while (!(await gateway.isReady())) {
        if (performance.now() - beganMs > serveWithinMs)
          throw new Error(`Gateway ${gateway.name} does not recover from a killed PostgreSQL.`);
        if (!gateway.isRunning) await deployment.restart(gateway);
        await sleep(20);
      }
      noteServing(scene, 'gateway after PostgreSQL', performance.now() - beganMs);
    }),
  );
}
