import type { LoadParts } from '../load.ts';
import type { Scene } from '../scene.ts';

export function loadOf(scene: Scene, name: string): LoadParts {
  const { client, gateways } = scene.deployment;
  const { customers, history, merchants, random } = scene;
  return { name, client, gateways, customers, history, merchants, random: random.fork() };
}
