/** What every act of a torture run works with. */
import type { Crowd } from './crowd.ts';
import type { Deployment } from './deployment.ts';
import type { Faults } from './faults.ts';
import type { History } from './history.ts';
import type { Merchant } from './merchants.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

export interface Scene {
  readonly deployment: Deployment;
  readonly history: History;
  readonly crowd: Crowd;
  readonly faults: Faults;
  readonly random: Random;
  /** Merchants under the usual load; the last one is short of funds. */
  readonly merchants: Merchant[];
  /** With whom they exchange money. */
  readonly people: Person[];
  /** Milliseconds from a fault to the first moment of serving again, by what was hit. */
  readonly serving: Map<string, number[]>;
  /** Broken promises that only the act itself can see. */
  readonly broken: string[];
  readonly say: (text: string) => void;
}

export function noteServing(scene: Scene, what: string, tookMs: number): void {
  const list = scene.serving.get(what);
  if (list === undefined) scene.serving.set(what, [tookMs]);
  else list.push(tookMs);
}
