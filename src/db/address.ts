/** The address of a database as the driver reads it, who takes one without a host, as that of a socket is, too. */

const absentHost = '@absent.invalid';

/** Undefined for what is no address. Its host means nothing. */
function parsed(address: string): URL | undefined {
  return URL.parse(address.replace('@/', `${absentHost}/`)) ?? undefined;
}

export function isDatabaseAddress(address: string): boolean {
  return parsed(address) !== undefined;
}

/** The files that it names, each with the name that it has there. */
export function filesOf(address: string): { readonly name: string; readonly path: string }[] {
  return ['sslrootcert', 'sslcert', 'sslkey'].flatMap((name) => {
    const path = parsed(address)?.searchParams.get(name);
    return path === null || path === undefined || path === '' ? [] : [{ name, path }];
  });
}

/**
 * What opens sessions with `options`. The driver would let those of the address take their place, and with them the role
 * that may not change the books; here they stand before ours, so that ours hold.
 */
export function withOptions(
  address: string,
  options: string,
): { readonly connectionString: string; readonly options: string } {
  const url = parsed(address);
  const theirs = url?.searchParams.get('options') ?? null;
  if (url === undefined || theirs === null) return { connectionString: address, options };
  url.searchParams.delete('options');
  const connectionString = url.href.replace(absentHost, '@');
  return { connectionString, options: `${theirs} ${options}` };
}
