import { PeoplePage } from '../sign-in/people-page.tsx';
import type { PeopleSite } from '../sign-in/people-site.ts';

const site: PeopleSite = {
  path: '/people',
  title: 'Operators',
  note: 'Who may sign in to this console. Each needs a second factor.',
  changePermission: 'people.change',
  roles: {
    owner: 'Everything, and the only one who makes and changes owners.',
    admin: 'Everything but owners.',
    finance: 'Settlements, fee plans and limits as maker or checker, and the books.',
    support: 'Payments and webhooks: looks, releases, repeats.',
    viewer: 'Looks at everything that is not about people, and changes nothing.',
  },
};

export default function OperatorPeople() {
  return <PeoplePage site={site} />;
}
