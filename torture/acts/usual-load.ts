import type { LoadOptions, LoadParts } from '../load.ts';
import type { Scene } from '../scene.ts';

export function loadOf(scene: Scene, name: string): LoadParts {
  const { client, gateways } = scene.deployment;
  const { crowd, history, merchants, people, random } = scene;
  return { name, client, gateways, crowd, history, merchants, people, random: random.fork() };
}

/** So many requests in a second, of all callers together. */
export function paced(perSecond = 50): LoadOptions {
  return { callers: 24, perSecond };
}
