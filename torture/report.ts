/** A run in words: the lines first, then what happened. */
import type { RunResult } from './run.ts';

const shownFindings = 5;

export function reportOf(result: RunResult): string {
  const { name, seed, lines, broken, faults, providerFaults, servingMs, complaints } = result;
  const out: string[] = [`\n${name} (seed ${seed}): ${result.passed ? 'passed' : 'FAILED'}`];
  for (const line of lines) {
    out.push(`  ${line.name.padEnd(34)} ${line.findings.length}`);
    out.push(...some(line.findings).map((finding) => `      ${finding}`));
  }
  out.push(`  ${'broken promises and silent faults'.padEnd(34)} ${broken.length}`);
  out.push(...some(broken).map((what) => `      ${what}`));
  out.push('  faults');
  for (const { fault, wanted, fired } of faults)
    out.push(`      ${fault.padEnd(44)} ${fired}${wanted > 0 ? ` (at least ${wanted})` : ''}`);
  for (const [whose, counts] of Object.entries(providerFaults))
    out.push(`      ${whose}: ${listOf(counts)}`);
  for (const [what, times] of Object.entries(servingMs))
    out.push(`  serving again, ${what}: ${percentilesOf(times)}`);
  const { payouts, payins, transfers, unheard, webhooks } = result;
  const { requests, customers, calmMs, tookMs } = result;
  out.push(`  ${payouts} payouts, ${payins} pay-ins, ${transfers} transfers, ${webhooks} webhooks`);
  if (unheard > 0) out.push(`  ${unheard} pay-ins were never answered and are left to a person`);
  out.push(`  requests: ${listOf(requests)}`);
  out.push(`  customers: ${listOf(customers)}`);
  out.push(`  settled after ${secondsOf(calmMs)} of calm; ${secondsOf(tookMs)} in all`);
  if (Object.keys(complaints).length > 0) {
    out.push('  errors that the gateways logged');
    for (const [said, times] of Object.entries(complaints)) out.push(`      ${times} x ${said}`);
  }
  return out.join('\n');
}

/** `p50 1.2 s, p95 1.9 s, max 2.0 s of 40`. */
function percentilesOf(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    secondsOf(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} of ${sorted.length}`;
}

function some(findings: readonly string[]): string[] {
  const left = findings.length - shownFindings;
  return [...findings.slice(0, shownFindings), ...(left > 0 ? [`and ${left} more`] : [])];
}

function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([what, times]) => `${what} ${times}`)
    .join(', ');
}

function secondsOf(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
