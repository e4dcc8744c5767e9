/** What the server knows of a door: the paths that belong to it, and how it words a refusal. */
import type { FastifyInstance } from 'fastify';
import type { DomainError } from '../kit/errors.ts';
import type { CallHandler } from './direct.ts';

export interface HttpAnswer {
  readonly status: number;
  /** Beside those that every answer carries; names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Door {
  /** `/XoomPeAPI`; compared without regard to case. `/` owns whatever no other door owns. */
  readonly basePath: string;
  /** Adds the routes, relative to the base path. The body of a request is a Buffer, or undefined. */
  readonly addRoutes: (app: FastifyInstance) => void;
  /** By target relative to the base path, query included: routes, called by POST, that also work without the framework. */
  readonly direct?: Readonly<Record<string, CallHandler>>;
  /** `supportId` is given for faults of ours and is the only thing said about them. */
  readonly refuse: (error: DomainError, supportId: string | undefined) => HttpAnswer;
}

/** Finds the door of a target as it stands in a request line: the one with the longest base path that fits. */
export function doorOf(doors: readonly Door[], target: string): Door | undefined {
  const path = pathOf(target);
  return doors
    .filter((door) => {
      const base = door.basePath.toLowerCase().replace(/\/$/, '');
      return path === base || path.startsWith(`${base}/`);
    })
    .sort((one, other) => other.basePath.length - one.basePath.length)[0];
}

/** As the router reads it, so that a request is refused in the words of whoever would have served it. */
function pathOf(target: string): string {
  const local = target.startsWith('/') ? target : withoutOrigin(target);
  const end = local.search(/[?#;]/);
  const path = end < 0 ? local : local.slice(0, end);
  return (path.includes('%') ? decoded(path) : path).toLowerCase();
}

/** What a proxy is asked for: `http://host/path`. */
function withoutOrigin(target: string): string {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '');
  return local.startsWith('/') || local.length === target.length ? local : `/${local}`;
}

/** Segment by segment: one that is not well-formed says nothing against the door that those before it name. */
function decoded(path: string): string {
  const read = (segment: string) => {
    try {
      return decodeURI(segment);
    } catch {
      return segment;
    }
  };
  return path.split('/').map(read).join('/');
}
