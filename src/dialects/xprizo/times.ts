/** UTC with seven digits behind the second, as every time of this contract is written: `2026-04-07T09:30:00.1230000+00:00`. */
export function timeText(at: Date): string {
  return `${at.toISOString().slice(0, -1)}0000+00:00`;
}
