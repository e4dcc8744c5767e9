/** What each role of a merchant's team is for. */
export const teamRoles: Readonly<Record<string, string>> = {
  admin: 'Everything, the team included. Needs a second factor.',
  payer: 'Makes payouts and payment links, and reads reports.',
  developer: 'Webhooks and API credentials.',
  reader: 'Reads, and changes nothing.',
};
