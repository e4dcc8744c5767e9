/** What the three contracts serve, as their own tables and descriptions have it. */
import { routes as xoompeRoutes } from '../../../src/dialects/xoompe/routes.ts';
import { merchantRoutes, publicRoutes } from '../../../src/dialects/xpayout/routes.ts';
import { routes as xprizoRoutes } from '../../../src/dialects/xprizo/routes.ts';
import { operationsOf, type Operation, type Schema } from '../strange/descriptions.ts';
import { namesOf, type RouteCase } from './requests.ts';
import { xoompeCases } from './xoompe-cases.ts';
import { xpayoutCases } from './xpayout-cases.ts';
import { xprizoCases } from './xprizo-cases.ts';

export type Contract = Operation['contract'];
export const contracts: readonly Contract[] = ['xoompe', 'xpayout', 'xprizo'];

/** The tables are read, and nothing of them is run: every dependency is this one, which is anything. */
const anything: never = new Proxy(() => undefined, { get: (): unknown => anything }) as never;

/** Of everybody, and proven by what is in the call: tests of their own have forged links and forged callbacks. */
const provenOtherwise: readonly string[] = ['docs', 'pay', 'api_callback'];

const routesOf: Readonly<Record<Contract, readonly string[]>> = {
  xoompe: Object.keys(xoompeRoutes),
  xpayout: [...merchantRoutes(anything).keys(), ...publicRoutes(anything).keys()].filter(
    (name) => !provenOtherwise.includes(name),
  ),
  xprizo: xprizoRoutes.map(({ id }) => id),
};

export const casesOf: Readonly<Record<Contract, readonly RouteCase[]>> = {
  xoompe: xoompeCases,
  xpayout: xpayoutCases,
  xprizo: xprizoCases,
};

/** Faults of the cases: what a contract serves or reads, and nobody asks here. */
export function uncovered(contract: Contract): string[] {
  const cases = casesOf[contract];
  const asked = new Set(cases.map(({ route }) => route));
  const served = new Set(routesOf[contract]);
  const said = new Map<string, string[]>();
  for (const one of cases) {
    const key = keyOf(one.method, one.path, routeIn(one));
    said.set(key, [...(said.get(key) ?? []), ...namesOf(one)]);
  }
  return [
    ...routesOf[contract].filter((route) => !asked.has(route)).map((route) => `${route}: no case`),
    ...[...asked].filter((route) => !served.has(route)).map((route) => `${route}: no route`),
    ...operationsOf(contract).flatMap((operation) => {
      const url = new URL(operation.path, 'http://host');
      const path = decodeURI(url.pathname).replace(/\{(\w+)\}/g, ':$1');
      const key = keyOf(operation.method, path, url.searchParams.get('route') ?? '');
      const names = new Set(said.get(key));
      return namesIn(operation)
        .filter((name) => !names.has(name))
        .map((name) => `${key}: ${name} is not said`);
    }),
  ];
}

function keyOf(method: string, path: string, route: string): string {
  return `${method} ${path} ${route}`;
}

function routeIn({ query }: RouteCase): string {
  const route = query?.['route'];
  return typeof route === 'string' ? route : '';
}

const places = { path: 'params', query: 'query', header: undefined } as const;

function namesIn(operation: Operation): string[] {
  const parameters = operation.parameters.flatMap(({ name, in: place }) => {
    const part = places[place];
    return part === undefined ? [] : [`${part}.${name}`];
  });
  return [...parameters, ...(operation.body ? fieldsIn(operation, operation.body, 'body') : [])];
}

function fieldsIn(operation: Operation, given: Schema, name: string): string[] {
  const { anyOf, items, properties } = operation.resolve(given);
  if (Array.isArray(anyOf))
    return (anyOf as Schema[]).flatMap((each) => fieldsIn(operation, each, name));
  if (items !== undefined) return fieldsIn(operation, items as Schema, name);
  return Object.entries((properties ?? {}) as Record<string, Schema>).flatMap(([each, below]) => [
    `${name}.${each}`,
    ...fieldsIn(operation, below, `${name}.${each}`),
  ]);
}
