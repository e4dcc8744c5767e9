/** `kill -9` of gateways at random moments under load, and now and then of the bank, the acquirer and M-Pesa. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway } from '../gateway.ts';
import { Load } from '../load.ts';
import type { SandboxProgram } from '../sandbox-program.ts';
import { noteServing, type Scene } from '../scene.ts';
import { loadOf, paced } from './usual-load.ts';

export interface KillSizes {
  readonly gateways: number;
  /** Of each. */
  readonly providers: number;
  /** Requests meanwhile. */
  readonly perSecond?: number;
}

/** So often a kill comes while the process is still starting. */
const earlyShare = 0.1;
const providerEveryMs = [4_000, 10_000] as const;

export async function killsAct(scene: Scene, sizes: KillSizes): Promise<void> {
  const { deployment, faults } = scene;
  faults.want('kill -9 of a gateway', sizes.gateways);
  const { acquirer, bank, daraja } = deployment;
  const providers = [bank, acquirer, daraja];
  for (const { name } of providers) faults.want(`kill -9 of the ${name}`, sizes.providers);
  const load = new Load(loadOf(scene, 'kills'));
  const left = { kills: sizes.gateways };
  await load.during(paced(sizes.perSecond), () =>
    Promise.all([
      ...deployment.gateways.map((gateway) => killOften(scene, gateway, left)),
      ...providers.map((program) =>
        killProvider(scene, program, sizes.providers, () => left.kills > 0),
      ),
    ]),
  );
}

async function killOften(scene: Scene, gateway: Gateway, left: { kills: number }): Promise<void> {
  const { deployment, faults, say } = scene;
  const random = scene.random.fork();
  while (left.kills > 0) {
    left.kills -= 1;
    const pauseMs = random.between(50, 800);
    const isEarly = random.happens(earlyShare);
    if (isEarly) {
      await gateway.kill();
      void gateway.start();
    }
    await sleep(pauseMs);
    if (gateway.isRunning) {
      await gateway.kill();
      faults.fired('kill -9 of a gateway');
    }
    noteServing(scene, 'gateway', await deployment.restart(gateway));
    if (left.kills % 20 === 0) say(`kills: ${left.kills} of gateways to come`);
  }
}

/** As often as it must, and for as long as the gateways are under fire. */
async function killProvider(
  scene: Scene,
  program: SandboxProgram,
  times: number,
  goesOn: () => boolean,
): Promise<void> {
  const random = scene.random.fork();
  const [least, most] = providerEveryMs;
  for (let killed = 0; killed < times || goesOn(); killed++) {
    await sleep(random.between(least, most));
    const beganMs = performance.now();
    await program.kill();
    await program.start();
    scene.faults.fired(`kill -9 of the ${program.name}`);
    noteServing(scene, program.name, performance.now() - beganMs);
  }
}
