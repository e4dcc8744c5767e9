/** A time in the reader's own zone; the exact instant is told on hover and to readers of the page's code. */
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

export function whenText(iso: string, exact = false): string {
  const at = new Date(iso);
  return `${day.format(at)}, ${(exact ? seconds : clock).format(at)}`;
}

export function When({ at, exact }: { readonly at: string; readonly exact?: boolean }) {
  return (
    <time className="number" dateTime={at} title={at}>
      {whenText(at, exact)}
    </time>
  );
}

const instant = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence of the server, in which instants stand as ISO text. */
export function WithTimes({ text }: { readonly text: string }) {
  return text
    .split(instant)
    .map((part, nth) => (nth % 2 === 1 ? <When key={nth} at={part} exact /> : part));
}

/** `4 s`, `12 min`, `3 h`, `5 d`. */
export function spanText(ms: number): string {
  if (ms < 1_000) return `${String(Math.floor(ms))} ms`;
  if (ms < 120_000) return `${String(Math.floor(ms / 1_000))} s`;
  if (ms < 7_200_000) return `${String(Math.floor(ms / 60_000))} min`;
  if (ms < 172_800_000) return `${String(Math.floor(ms / 3_600_000))} h`;
  return `${String(Math.floor(ms / 86_400_000))} d`;
}
