import { PeoplePage } from '../sign-in/people-page.tsx';
import type { PeopleSite } from '../sign-in/people-site.ts';

const site: PeopleSite = {
  path: '/team',
  title: 'Team',
  note: 'Who may sign in to this dashboard.',
  changePermission: 'team.change',
  roles: {
    admin: 'Everything, the team included. Needs a second factor.',
    payer: 'Makes payouts and payment links, and reads reports.',
    developer: 'Webhooks and API credentials.',
    reader: 'Reads, and changes nothing.',
  },
};

export default function TeamPage() {
  return <PeoplePage site={site} />;
}
