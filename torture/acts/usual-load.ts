import type { LoadParts } from '../load.ts';
import type { Scene } from '../scene.ts';

export function loadOf(scene: Scene, name: string): LoadParts {
  const { client, gateways } = scene.deployment;
  const { history, merchants, random } = scene;
  return { name, client, gateways, history, merchants, random: random.fork() };
}
