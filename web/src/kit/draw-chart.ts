/** Draws with uPlot, in the colours of the page, and again when these or the width change. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartProps } from './chart-props.ts';
import { axisText, unitText } from './unit.ts';
import { whenText } from './when.tsx';

const heightPx = 220;

/** Returns what takes the drawing away. */
export function drawChart(place: HTMLElement, figures: Omit<ChartProps, 'label'>): () => void {
  let plot = new uPlot(optionsOf(place, figures), dataOf(figures), place);
  const again = () => {
    plot.destroy();
    plot = new uPlot(optionsOf(place, figures), dataOf(figures), place);
  };
  const width = new ResizeObserver(() => {
    if (plot.width !== place.clientWidth && place.clientWidth > 0)
      plot.setSize({ width: place.clientWidth, height: heightPx });
  });
  width.observe(place);
  const theme = new MutationObserver(again);
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    width.disconnect();
    theme.disconnect();
    plot.destroy();
  };
}

/** Only how high a line is drawn; what is written beside it is the text that came. */
function dataOf({ times, series }: Omit<ChartProps, 'label'>): uPlot.AlignedData {
  return [
    times.map((time) => new Date(time).getTime() / 1_000),
    ...series.map(({ values }) => values.map((value) => (value === null ? null : +value))),
  ];
}

function optionsOf(
  place: HTMLElement,
  { times, series, unit }: Omit<ChartProps, 'label'>,
): uPlot.Options {
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `11px ${colour('--font')}`;
  const axis = {
    font,
    stroke: colour('--text-soft'),
    ticks: { show: false },
    grid: { stroke: colour('--line'), width: 1 },
  };
  return {
    width: Math.max(place.clientWidth, 120),
    height: heightPx,
    padding: [12, 8, 0, 0],
    cursor: { y: false, points: { size: 7 } },
    legend: { live: true },
    scales: { y: { range: (_plot, _low, high) => rangeOf(high, unit.kind === 'share') } },
    axes: [
      { ...axis, grid: { show: false }, space: 64, values: (_plot, ticks) => timesText(ticks) },
      { ...axis, size: 64, values: (_plot, ticks) => ticks.map((tick) => axisText(tick, unit)) },
    ],
    series: [
      {
        label: 'From',
        value: (_plot, _raw, _series, at) => (at === null ? '–' : whenText(times[at] ?? '')),
      },
      ...series.map(({ name, values }, place) => ({
        label: name,
        stroke: colour(`--series-${String(place + 1)}`),
        fill: place === 0 && series.length < 3 ? `${colour('--series-1')}14` : '',
        width: 2,
        spanGaps: true,
        points: { show: values.length < 3 },
        value: (_plot: uPlot, _raw: number, _series: number, at: number | null) =>
          unitText(at === null ? null : (values[at] ?? null), unit),
      })),
    ],
  };
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** The hour, and the day where one begins; `ticks` are in seconds. */
function timesText(ticks: readonly number[]): string[] {
  return ticks.map((seconds) => {
    const at = new Date(seconds * 1_000);
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0;
    return isMidnight ? day.format(at) : clock.format(at);
  });
}

/** From nothing, so that a small change does not look like a great one; shares to the whole. */
function rangeOf(high: number | null, isShare: boolean): [number, number] {
  if (isShare) return [0, 10_000];
  return [0, high === null || high <= 0 ? 1 : high * 1.08];
}
