/** The people of a site, for those of them who may change it: operators, and the team of a merchant. */
import { useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { LinkAnswer, PersonRow } from '../../../src/console/answers/people.ts';
import { useMay, useSession } from '../app/session.ts';
import { Badge, Status } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Empty } from '../kit/state.tsx';
import { useList } from '../kit/use-list.ts';
import { When, whenText } from '../kit/when.tsx';
import { Invite } from './invite.tsx';
import { LinkShown } from './link-shown.tsx';
import { OpenLinks } from './open-links.tsx';
import type { PeopleSite } from './people-site.ts';
import { PersonDialog } from './person-dialog.tsx';

export function PeoplePage({ site }: { readonly site: PeopleSite }) {
  const { person: me } = useSession();
  const mayChange = useMay(site.changePermission);
  const client = useQueryClient();
  const pages = useList<PersonRow>(site.path);
  const [isInviting, setInviting] = useState(false);
  const [chosen, setChosen] = useState<PersonRow | null>(null);
  const [link, setLink] = useState<LinkAnswer | null>(null);
  const changed = (made: LinkAnswer | null) => {
    setInviting(false);
    setChosen(null);
    setLink(made);
    void client.invalidateQueries({ queryKey: [site.path] });
    void client.invalidateQueries({ queryKey: [`${site.path}/invitations`] });
  };
  return (
    <>
      <PageHead
        title={site.title}
        note={site.note}
        actions={
          mayChange && (
            <Button
              kind="primary"
              icon={<UserPlus size={16} aria-hidden />}
              onClick={() => setInviting(true)}
            >
              Invite somebody
            </Button>
          )
        }
      />
      <div className="stack">
        <Panel flush>
          <ListView
            name={site.title}
            columns={columnsOf(me.personId, mayChange ? setChosen : undefined)}
            pages={pages}
            keyOf={(row) => row.personId}
            empty={<Empty title="Nobody is here yet">Invite the first one.</Empty>}
          />
        </Panel>
        <OpenLinks path={site.path} mayChange={mayChange} />
      </div>
      <Invite site={site} isOpen={isInviting} onClose={() => setInviting(false)} onMade={changed} />
      <PersonDialog
        site={site}
        person={chosen}
        onClose={() => setChosen(null)}
        onChanged={changed}
      />
      <LinkShown link={link} onClose={() => setLink(null)} />
    </>
  );
}

function columnsOf(
  myId: string,
  onChange: ((row: PersonRow) => void) | undefined,
): Column<PersonRow>[] {
  const columns: Column<PersonRow>[] = [
    {
      name: 'Name',
      cell: (row) => (
        <>
          <strong>{row.name}</strong>
          {row.personId === myId && ' (you)'}
          <br />
          <span className="soft small">{row.email}</span>
        </>
      ),
      text: (row) => `${row.name} <${row.email}>`,
    },
    { name: 'Role', cell: (row) => row.role, text: (row) => row.role },
    {
      name: 'Status',
      cell: (row) => <Status of={row.status} />,
      text: (row) => row.status,
      isMinor: true,
    },
    { name: 'Second factor', cell: factorsOf, text: factorText, isMinor: true },
    {
      name: 'Last seen',
      cell: (row) => (row.seenAt === null ? '—' : <When at={row.seenAt} />),
      text: (row) => (row.seenAt === null ? '' : whenText(row.seenAt)),
      isMinor: true,
    },
  ];
  if (onChange !== undefined)
    columns.push({
      name: 'Change',
      cell: (row) =>
        row.personId !== myId && (
          <Button kind="quiet" aria-label={`Change ${row.name}`} onClick={() => onChange(row)}>
            Change
          </Button>
        ),
      align: 'end',
    });
  return columns;
}

function factorsOf(row: PersonRow) {
  const text = factorText(row);
  return text === 'none' ? <Badge tone="warn">None</Badge> : text;
}

function factorText({ passkeys, hasTotp, hasPassword }: PersonRow): string {
  if (!hasPassword) return 'reset, link not used yet';
  const keys = passkeys === 1 ? 'passkey' : `${String(passkeys)} passkeys`;
  return [passkeys > 0 && keys, hasTotp && 'app'].filter(Boolean).join(', ') || 'none';
}
