import { PeoplePage } from '../sign-in/people-page.tsx';
import type { PeopleSite } from '../sign-in/people-site.ts';
import { teamRoles } from '../sign-in/team-roles.ts';

const site: PeopleSite = {
  path: '/team',
  title: 'Team',
  note: 'Who may sign in to this dashboard.',
  changePermission: 'team.change',
  roles: teamRoles,
};

export default function TeamPage() {
  return <PeoplePage site={site} />;
}
