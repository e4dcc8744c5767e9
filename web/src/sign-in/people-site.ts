/** What differs between the people of the two sites. */
export interface PeopleSite {
  /** `/people` or `/team` in the API. */
  readonly path: string;
  readonly title: string;
  readonly note: string;
  readonly changePermission: string;
  /** What each role is for. */
  readonly roles: Readonly<Record<string, string>>;
}
