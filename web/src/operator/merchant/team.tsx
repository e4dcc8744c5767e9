/** The way in for a merchant's own people: an operator sends the first link, and takes back one that went astray. */
import { useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { LinkAnswer } from '../../../../src/console/answers/people.ts';
import { Button } from '../../kit/button.tsx';
import { Invite } from '../../sign-in/invite.tsx';
import { LinkShown } from '../../sign-in/link-shown.tsx';
import { OpenLinks } from '../../sign-in/open-links.tsx';
import type { PeopleSite } from '../../sign-in/people-site.ts';
import { teamRoles } from '../../sign-in/team-roles.ts';
import type { PartProps } from './part.ts';

export function MerchantTeam({ merchant }: PartProps) {
  const client = useQueryClient();
  const [isInviting, setInviting] = useState(false);
  const [link, setLink] = useState<LinkAnswer | null>(null);
  const site: PeopleSite = {
    path: `/merchants/${merchant.merchantId}/team`,
    title: 'Team',
    note: '',
    changePermission: 'merchants.change',
    roles: teamRoles,
  };
  const made = (answer: LinkAnswer) => {
    setInviting(false);
    setLink(answer);
    void client.invalidateQueries({ queryKey: [`${site.path}/invitations`] });
  };
  return (
    <>
      <OpenLinks
        path={site.path}
        mayChange
        actions={
          <Button icon={<UserPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
            Invite somebody
          </Button>
        }
      />
      <Invite site={site} isOpen={isInviting} onClose={() => setInviting(false)} onMade={made} />
      <LinkShown link={link} onClose={() => setLink(null)} />
    </>
  );
}
