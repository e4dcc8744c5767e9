/** Names of settings that nobody knows, each with the one that was probably meant. */

const prefix = 'HUNDI_';

/** What Kubernetes puts into every container for a service that is called after us. */
const ofKubernetes = /^HUNDI_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP)(_\w+)?)$/;
const addressOfKubernetes = /^(tcp|udp):\/\//;

/** One sentence each, in the order of the environment. */
export function unknownNames(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
  ofTools: readonly string[],
): string[] {
  const names = Object.keys(env).filter(
    (name) =>
      name.startsWith(prefix) &&
      ![...known, ...ofTools].includes(name) &&
      !ofKubernetes.test(name) &&
      !addressOfKubernetes.test(env[name] ?? ''),
  );
  return names.map((name) => {
    const meant = nearest(name, known);
    return meant === undefined
      ? `${name} is not a setting; docs/operating.md lists them all.`
      : `${name} is not a setting; did you mean ${meant}?`;
  });
}

/** Undefined where nothing is near. The prefix says nothing, and some settings do without. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const asked = bare(name);
  const ranked = known
    .map((entry) => ({ entry, steps: stepsBetween(asked, bare(entry)) }))
    .sort((one, other) => one.steps - other.steps);
  const [first] = ranked;
  if (first !== undefined && first.steps <= Math.max(1, Math.floor(asked.length / 4)))
    return first.entry;
  const begins = known.filter((entry) => asked.startsWith(bare(entry)));
  return begins.sort((one, other) => other.length - one.length)[0];
}

function bare(name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** How many letters have to be put in, left out or changed. */
function stepsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let above = 0; above < one.length; above++) {
    const next = [above + 1];
    for (let place = 0; place < other.length; place++)
      next.push(
        Math.min(
          (row[place] ?? 0) + (one[above] === other[place] ? 0 : 1),
          (row[place + 1] ?? 0) + 1,
          (next[place] ?? 0) + 1,
        ),
      );
    row = next;
  }
  return row[other.length] ?? 0;
}
