/** Figures over time as lines; the same figures as a table for whoever does not see lines. */
import { useEffect, useId, useRef } from 'react';
import type { ChartProps } from './chart-props.ts';
import { unitText } from './unit.ts';
import { whenText } from './when.tsx';
import './chart.css';

export function Chart({ label, times, series, unit }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const id = useId();
  const drawn = JSON.stringify({ times, series, unit });
  useEffect(() => {
    const target = place.current;
    if (target === null) return;
    const figures = JSON.parse(drawn) as Omit<ChartProps, 'label'>;
    let isGone = false;
    let end = () => {};
    // The drawing comes later than the page: nobody waits for a picture.
    void import('./draw-chart.ts').then(({ drawChart }) => {
      if (!isGone) end = drawChart(target, figures);
    });
    return () => {
      isGone = true;
      end();
    };
  }, [drawn]);
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id} className="unseen">
        {label}
      </figcaption>
      <div ref={place} className="chart-place" aria-hidden />
      <details className="chart-table">
        <summary className="soft small">As a table</summary>
        <Figures {...{ label, times, series, unit }} />
      </details>
    </figure>
  );
}

function Figures({ label, times, series, unit }: ChartProps) {
  return (
    <div className="list-scroll" tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">From</th>
            {series.map(({ name }) => (
              <th key={name} scope="col" className="list-end">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((time, at) => (
            <tr key={time}>
              <th scope="row" className="number">
                {whenText(time)}
              </th>
              {series.map(({ name, values }) => (
                <td key={name} className="list-end number">
                  {unitText(values[at] ?? null, unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
