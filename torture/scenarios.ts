/** The scenarios by name, and how large each is at a scale. */
import { contractsAct } from './acts/contracts.ts';
import { dropsAct } from './acts/drops.ts';
import { failpointsAct } from './acts/failpoints.ts';
import { killsAct } from './acts/kills.ts';
import { postgresAct } from './acts/postgres-kills.ts';
import { racesAct } from './acts/races.ts';
import { replaysAct } from './acts/replays.ts';
import { zombiesAct } from './acts/zombies.ts';
import { failpointNames } from '../src/kit/failpoint.ts';
import type { Act } from './run.ts';

export const scenarioNames = [
  'failpoints',
  'kills',
  'postgres',
  'drops',
  'races',
  'contracts',
  'replays',
  'zombies',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** The figures at scale 1. */
const full = {
  timesPerFailpoint: 20,
  gatewayKills: 200,
  providerKills: 20,
  postgresKills: 50,
  droppedPayouts: 5_000,
  raceRounds: 50,
  contractRounds: 200,
  copiedReferences: 200,
  capturedRequests: 10_000,
  requestsAtEachEdge: 50,
  slowZombies: 5,
  quickZombies: 200,
} as const;

export function actOf(name: ScenarioName, scale: number): Act {
  const scaled = (times: number) => Math.max(1, Math.ceil(times * scale));
  switch (name) {
    case 'failpoints':
      return (scene) =>
        failpointsAct(scene, { names: failpointNames, times: scaled(full.timesPerFailpoint) });
    case 'kills':
      return (scene) =>
        killsAct(scene, {
          gateways: scaled(full.gatewayKills),
          providers: scaled(full.providerKills),
        });
    case 'postgres':
      return (scene) => postgresAct(scene, scaled(full.postgresKills));
    case 'drops':
      return (scene) =>
        dropsAct(scene, { payouts: scaled(full.droppedPayouts), callbacksOffMs: 30_000 });
    case 'races':
      return (scene) =>
        racesAct(scene, {
          rounds: scaled(full.raceRounds),
          references: scaled(full.copiedReferences),
        });
    case 'contracts':
      return (scene) => contractsAct(scene, scaled(full.contractRounds));
    case 'replays':
      return (scene) =>
        replaysAct(scene, {
          requests: scaled(full.capturedRequests),
          atEachEdge: scaled(full.requestsAtEachEdge),
        });
    case 'zombies':
      return (scene) =>
        zombiesAct(scene, { slow: scaled(full.slowZombies), quick: scaled(full.quickZombies) });
  }
}
