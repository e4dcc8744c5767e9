import type { ReactNode } from 'react';
import type { Tone } from './badge.tsx';
import { When } from './when.tsx';
import './timeline.css';

export interface TimelineEvent {
  readonly key: string;
  /** ISO text; undefined for what is still to come. */
  readonly at: string | undefined;
  readonly title: ReactNode;
  readonly tone?: Tone;
  /** In the place of the dot. */
  readonly icon?: ReactNode;
  /** What belongs to it: a message, journals, a body. */
  readonly children?: ReactNode;
}

/** What happened, in its order. */
export function Timeline({
  label,
  events,
}: {
  readonly label: string;
  readonly events: readonly TimelineEvent[];
}) {
  return (
    <ol className="timeline" aria-label={label}>
      {events.map((event) => (
        <li key={event.key} className={event.at === undefined ? 'timeline-coming' : undefined}>
          <span className={`timeline-dot timeline-${event.tone ?? 'plain'}`} aria-hidden>
            {event.icon}
          </span>
          <div className="timeline-event">
            <p className="timeline-head">
              <span className="timeline-title">{event.title}</span>
              <span className="soft small">
                {event.at === undefined ? 'still to come' : <When at={event.at} exact />}
              </span>
            </p>
            {event.children !== undefined && <div className="timeline-body">{event.children}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
