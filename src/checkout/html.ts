/** HTML from template strings: whatever is put into one is escaped, unless it came out of one. */
import { escapedMarkup } from '../kit/markup.ts';

/** Text that is HTML already. Only `html` makes it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Html | undefined | readonly Part[];

/** For text between tags and inside double-quoted attributes. `undefined` leaves nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, next, at) => text + partText(parts[at - 1]) + next));
}

function partText(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(partText).join('');
  return escapedMarkup(String(part));
}

/**
 * A name that somebody else chose, in one line: without control characters and without those that turn the
 * direction of what stands around them.
 */
export function shownName(name: string): Html {
  return html`<bdi>${plainName(name)}</bdi>`;
}

/** Controls, line breaks and what turns the direction of text; joiners stay, Indian scripts need them. */
const unprintable =
  /[\p{Cc}\p{Zl}\p{Zp}\s\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;
const mostCharacters = 120;

/** The same where no element may stand, as in a title. */
export function plainName(name: string): string {
  const characters = Array.from(name.replace(unprintable, ' ').trim());
  return characters.length <= mostCharacters
    ? characters.join('')
    : `${characters.slice(0, mostCharacters - 1).join('')}…`;
}
