/** Medians and percentiles of what was measured. */

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The smallest value that at least `share` of all values do not exceed; an even median is the mean of its two. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.NaN;
  const upper = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  if (share !== 0.5 || sorted.length % 2 === 1) return upper;
  return (upper + (sorted[sorted.length / 2] ?? 0)) / 2;
}

/** Round by round, because the machine drifts: only what ran side by side may be compared. */
export function ratios(over: readonly number[], under: readonly number[]): number[] {
  return over.map((value, round) => value / (under[round] ?? Number.NaN));
}
