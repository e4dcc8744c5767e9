/** Writes a value as a language would: what differs between languages is handed in. */
import { isVariable, type Value, type Variable } from './request.ts';

export interface Style {
  readonly map: readonly [string, string];
  readonly list: readonly [string, string];
  /** Between a name and its value. */
  readonly pair: string;
  readonly indent: string;
  /** Behind the last entry, where the language allows it. */
  readonly trailing: string;
  readonly text: (value: string) => string;
  readonly bool: (value: boolean) => string;
  readonly variable: (value: Variable) => string;
}

/** What fits into so many characters stays on one line. */
const lineLimit = 48;

/** The first line comes without indentation. */
export function literal(value: Value, style: Style, depth = 0): string {
  if (typeof value === 'string') return style.text(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return style.bool(value);
  if (isVariable(value)) return style.variable(value);
  if (Array.isArray(value)) {
    const entries = (value as readonly Value[]).map((one) => literal(one, style, depth + 1));
    return wrapped(style.list, entries, style, depth);
  }
  const entries = Object.entries(value).map(
    ([name, one]) => style.text(name) + style.pair + literal(one, style, depth + 1),
  );
  return wrapped(style.map, entries, style, depth);
}

function wrapped(
  [open, close]: readonly [string, string],
  entries: readonly string[],
  { indent, trailing }: Style,
  depth: number,
): string {
  const short = entries.join(', ');
  if (short.length <= lineLimit && !short.includes('\n')) return open + short + close;
  const inner = indent.repeat(depth + 1);
  const lines = entries.map((entry) => inner + entry).join(',\n');
  return `${open}\n${lines}${trailing}\n${indent.repeat(depth)}${close}`;
}
