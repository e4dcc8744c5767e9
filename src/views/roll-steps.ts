/** How long things took, as counts of steps: four steps double a span, so a figure is right to within a fifth. */

/** SQL for the step of a span between two instants, in ms: 0 is up to one, 40 about a second, 63 about a minute. */
export function stepOf(from: string, to: string): string {
  const ms = `extract(epoch from (${to} - ${from})) * 1000`;
  return `floor(4 * ln((case when ${ms} > 1 then ${ms} when ${ms} <= 1 then 1 end)::float8) / ln(2::float8))::int`;
}

/** The longest span of a step, in whole ms. */
function longestOf(step: number): number {
  return Math.ceil(2 ** ((step + 1) / 4));
}

export interface StepCount {
  readonly step: number;
  readonly occurrences: bigint;
}

/** The span that `percent` of all stay within, in whole ms, rounded up to its step; null where there is none. */
export function percentileOf(counts: readonly StepCount[], percent: bigint): number | null {
  const rising = [...counts].sort((one, other) => one.step - other.step);
  const all = rising.reduce((sum, { occurrences }) => sum + occurrences, 0n);
  const rank = (all * percent + 99n) / 100n;
  let passed = 0n;
  for (const { step, occurrences } of rising) {
    passed += occurrences;
    if (passed >= rank) return longestOf(step);
  }
  return null;
}
