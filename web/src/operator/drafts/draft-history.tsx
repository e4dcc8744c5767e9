/** What was done with a draft: each text that was asked for, and which one was decided. */
import type {
  DraftDetailAnswer,
  DraftEventAnswer,
} from '../../../../src/console/answers/drafts.ts';
import { Badge, type Tone } from '../../kit/badge.tsx';
import { Timeline, type TimelineEvent } from '../../kit/timeline.tsx';
import { Difference } from './difference.tsx';

const words: Readonly<Record<DraftEventAnswer['what'], { word: string; tone: Tone }>> = {
  made: { word: 'Made', tone: 'info' },
  edited: { word: 'Edited', tone: 'info' },
  approved: { word: 'Approved, and done', tone: 'good' },
  rejected: { word: 'Rejected', tone: 'bad' },
  withdrawn: { word: 'Withdrawn', tone: 'warn' },
};

export function DraftHistory({ draft }: { readonly draft: DraftDetailAnswer }) {
  const events = draft.history.map((event, nth): TimelineEvent => {
    const { word, tone } = words[event.what];
    const isText = event.rows.length > 0;
    const isVoid = isText && event.hash !== draft.hash;
    return {
      ...{ key: String(nth), at: event.at, tone: isVoid ? 'plain' : tone },
      title: (
        <>
          {word} by {event.by} {isVoid && <Badge tone="warn">Void since it was edited</Badge>}
        </>
      ),
      children: (
        <>
          {event.reason !== null && <p>{event.reason}</p>}
          <p className="soft small">
            {isText ? 'This text is' : 'Of the text'}{' '}
            <code title={event.hash}>{event.hash.slice(0, 12)}</code>
          </p>
          {isVoid && (
            <details>
              <summary>What it asked for</summary>
              <Difference rows={event.rows} label={`What text ${String(nth + 1)} asked for`} />
            </details>
          )}
        </>
      ),
    };
  });
  return <Timeline label="History of the draft" events={events} />;
}
