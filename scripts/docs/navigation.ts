/** What stands on the left of every page, and in which order. Documents that are not named here are found by links. */
export interface NavGroup {
  readonly title: string;
  /** Path of the page and its words. */
  readonly links: readonly (readonly [path: string, title: string])[];
}

export const navigation: readonly NavGroup[] = [
  {
    title: 'Start',
    links: [
      ['', 'Overview'],
      ['/sandbox', 'The sandbox'],
      ['/merchant/going-live', 'Going live'],
    ],
  },
  {
    title: 'XoomPe',
    links: [
      ['/merchant/xoompe', 'Guide'],
      ['/api/xoompe', 'Reference'],
    ],
  },
  {
    title: 'XPayout',
    links: [
      ['/merchant/xpayout', 'Guide'],
      ['/api/xpayout', 'Reference'],
      ['/merchant/payment-page', 'Payment page'],
    ],
  },
  {
    title: 'Xprizo',
    links: [
      ['/merchant/xprizo', 'Guide'],
      ['/merchant/xprizo-transfers', 'Transfers'],
      ['/api/xprizo', 'Reference'],
    ],
  },
  {
    title: 'For all contracts',
    links: [
      ['/merchant/webhooks', 'Webhooks'],
      ['/errors', 'Errors'],
      ['/statuses', 'Statuses'],
      ['/reports', 'Reports'],
      ['/glossary', 'Glossary'],
      ['/changelog', 'Changelog'],
    ],
  },
  {
    title: 'Running it',
    links: [
      ['/about', 'About'],
      ['/operating', 'Operating'],
      ['/finance', 'Finance'],
      ['/money-flows', 'Money flows'],
      ['/architecture', 'Architecture'],
      ['/decisions', 'Decisions'],
      ['/security', 'Security'],
    ],
  },
];
