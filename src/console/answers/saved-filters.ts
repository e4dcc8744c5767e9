/** Filters that a person keeps under a name. */

export interface SavedFilter {
  readonly filterId: string;
  readonly name: string;
  /** The query of the address of the page. */
  readonly query: string;
}
