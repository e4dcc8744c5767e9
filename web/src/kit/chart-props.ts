import type { Unit } from './unit.ts';

interface ChartSeries {
  readonly name: string;
  /** Whole numbers as text, one for each time; null where there is nothing to tell. */
  readonly values: readonly (string | null)[];
}

export interface ChartProps {
  /** Says what is drawn, for the table and for readers of screens. */
  readonly label: string;
  /** ISO text, rising. */
  readonly times: readonly string[];
  readonly series: readonly ChartSeries[];
  readonly unit: Unit;
}
