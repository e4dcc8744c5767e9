/** Addresses of this program as URLs. */
import { isIP } from 'node:net';

/** Where it listens, as it was told; an address of version 6 stands in brackets. */
export function originOf(host: string, port: number): string {
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${String(port)}`;
}

/** Where programs of the same machine reach it: whoever listens on all addresses is called by one. */
export function localOrigin(host: string, port: number): string {
  return originOf(host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host, port);
}
