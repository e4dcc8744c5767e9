/** CPU time and memory of processes, from /proc; NaN where there is none. */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc are hundredths of a second on every Linux. */
const tickMs = 10;

/** User and system time of the process itself. */
export function cpuMsOf(pid: number): number {
  const fields = statOf(pid);
  return fields === undefined ? Number.NaN : fields.own * tickMs;
}

/** A server and all its children, those that have ended included. */
export function cpuMsOfTree(pid: number): number {
  for (;;) {
    const before = statOf(pid);
    if (before === undefined) return Number.NaN;
    const living = ticksOfChildren(pid);
    // Whoever ended meanwhile may have been counted on neither side, or on both.
    if (statOf(pid)?.ended === before.ended) return (before.own + before.ended + living) * tickMs;
  }
}

function ticksOfChildren(pid: number): number {
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const child = statOf(parseInt(name, 10));
    if (child?.parentPid === pid) ticks += child.own + child.ended;
  }
  return ticks;
}

/** What the processors had to give since the system started, and what the host of a virtual machine gave to others of it. */
export interface ProcessorTicks {
  readonly all: number;
  readonly taken: number;
}

export function processorTicks(): ProcessorTicks {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    // user, nice, system, idle, iowait, irq, softirq, steal; guests behind them are counted in the first two.
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
    return { all: ticks.reduce((sum, one) => sum + one, 0), taken: ticks[7] ?? Number.NaN };
  } catch {
    return { all: Number.NaN, taken: Number.NaN };
  }
}

/** Since `before`, in percent. */
export function takenPercent(before: ProcessorTicks): number {
  const now = processorTicks();
  return (100 * (now.taken - before.taken)) / (now.all - before.all);
}

/** The most memory the process ever had, in MB. */
export function peakMemoryMb(pid: number): number {
  return statusMb(pid, 'VmHWM');
}

/** What it has now, in MB. */
export function memoryMb(pid: number): number {
  return statusMb(pid, 'VmRSS');
}

function statusMb(pid: number, name: 'VmHWM' | 'VmRSS'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return parseInt(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? '', 10) / 1024;
  } catch {
    return Number.NaN;
  }
}

interface Stat {
  readonly parentPid: number;
  readonly own: number;
  readonly ended: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may hold anything; the fields behind it are numbers.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const number = (index: number) => parseInt(fields[index] ?? '0', 10);
    return {
      parentPid: number(1),
      own: number(11) + number(12),
      ended: number(13) + number(14),
    };
  } catch {
    return undefined;
  }
}
