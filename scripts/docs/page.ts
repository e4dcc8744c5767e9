/** A page of the site before it is laid out. */
export interface Heading {
  readonly id: string;
  readonly title: string;
  readonly level: 2 | 3;
}

export interface Page {
  /** Behind `/docs`: empty for the first page, else `/merchant/xoompe`. */
  readonly path: string;
  readonly title: string;
  readonly html: string;
  readonly headings: readonly Heading[];
  /** What the search knows: the text below each heading, the page itself under an empty id. */
  readonly texts: readonly Section[];
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export const siteBase = '/docs';

export function addressOf(path: string): string {
  return siteBase + path;
}
