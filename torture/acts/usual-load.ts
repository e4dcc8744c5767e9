import type { LoadParts } from '../load.ts';
import type { Scene } from '../scene.ts';

export function loadOf(scene: Scene, name: string): LoadParts {
  const { client, gateways } = scene.deployment;
  const { crowd, history, merchants, people, random } = scene;
  return { name, client, gateways, crowd, history, merchants, people, random: random.fork() };
}
