/** The documentation under `/docs`: built files, and one answer that says which deployment this is. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Door } from '../http/door.ts';
import { page } from '../http/page.ts';
import { sendJson } from '../http/send.ts';
import { notServedNow } from '../db/unavailable.ts';
import { DomainError } from '../kit/errors.ts';
import type { DocFile, DocFiles } from './files.ts';
import { fileHeaders, pageHeaders } from './headers.ts';
import { refusePage } from './refusals.ts';

export interface DocSite {
  readonly files: DocFiles;
  readonly brand: string;
  /** Only a sandbox may be called from its pages. */
  readonly environment: 'sandbox' | 'live';
  /** Where each contract is served, by the name of its OpenAPI document. */
  readonly bases: Readonly<Record<string, string>>;
  /** The public address is https. */
  readonly isSecure: boolean;
}

const basePath = '/docs';

export function docsDoor(site: DocSite): Door {
  return {
    basePath,
    addRoutes: (app) => {
      addRoutes(app, site);
    },
    refuse: (error, supportId) => refusePage(site, error, supportId),
  };
}

function addRoutes(app: FastifyInstance, site: DocSite): void {
  const { brand, environment, bases, files } = site;
  app.get('/site.json', page, (_request, reply) => {
    sendJson(reply, 200, {}, JSON.stringify({ brand, environment, bases }));
  });
  const serve = (request: FastifyRequest<{ Params: { '*'?: string } }>, reply: FastifyReply) => {
    if (!files.isBuilt()) throw notServedNow('service.unavailable', 'DOCUMENTS_NOT_BUILT');
    const path = request.params['*'] ?? '';
    const file = files.find(path);
    if (file === undefined) throw new DomainError('request.route_unknown');
    const isPage = file.type.startsWith('text/html');
    const isKept = path.startsWith('assets/');
    send(request, reply, file, isPage ? pageHeaders(site) : fileHeaders(isKept));
  };
  app.get('/', page, serve);
  app.get('/*', page, serve);
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, bytes, brotli }: DocFile,
  headers: Readonly<Record<string, string>>,
): void {
  const takesBrotli = /\bbr\b/.test(request.headers['accept-encoding'] ?? '');
  const compressed = takesBrotli ? brotli : undefined;
  void reply
    .headers({ ...headers, 'content-type': type, vary: 'accept-encoding' })
    .headers(compressed === undefined ? {} : { 'content-encoding': 'br' })
    .send(compressed ?? bytes);
}
