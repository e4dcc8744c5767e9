/** Providers or merchants with how much, how well and how fast. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PartyOverview, SpanFigures } from '../../../src/console/answers/overview.ts';
import type { Money } from '../../../src/console/answers/shared.ts';
import { Amount } from '../kit/money.tsx';
import { Empty } from '../kit/state.tsx';
import { Tooltip } from '../kit/tooltip.tsx';
import { shareText, unitText } from '../kit/unit.ts';

interface PartyTableProps {
  readonly label: string;
  readonly parties: readonly PartyOverview[];
  /** A page below which each has its own. */
  readonly linkTo?: string;
  /** Stands where a party has no name. */
  readonly nameless?: string;
}

export function PartyTable({ label, parties, linkTo, nameless = '–' }: PartyTableProps) {
  if (parties.length === 0) return <Empty title="Nothing has ended in this time" />;
  return (
    <div className="list-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <End>In</End>
            <End>Out</End>
            <End>Ended</End>
            <End>Success</End>
            <End>
              <Tooltip text="From the making of a payout to its end: within this time for half of them, and for 19 of 20. Right to within a fifth.">
                Payout to final
              </Tooltip>
            </End>
            <End>
              <Tooltip text="From the making of a pay-in to its end, the time the customer takes included.">
                Pay-in to final
              </Tooltip>
            </End>
            <End>
              <Tooltip text="From the promise of a webhook to its delivery. What took longer than five minutes counts as five.">
                Callback lag
              </Tooltip>
            </End>
          </tr>
        </thead>
        <tbody>
          {parties.map((party) => (
            <tr key={party.id}>
              <th scope="row" className="row-head">
                {linkTo === undefined ? (
                  party.name || nameless
                ) : (
                  <Link to={`${linkTo}/${party.id}`}>{party.name}</Link>
                )}
              </th>
              <td className="list-end">
                <Sums of={party.in} />
              </td>
              <td className="list-end">
                <Sums of={party.out} />
              </td>
              <td className="list-end number">
                {unitText(String(BigInt(party.succeeded) + BigInt(party.failed)), {
                  kind: 'count',
                })}
              </td>
              <td className="list-end number">
                {party.successRate === null ? '–' : shareText(party.successRate)}
              </td>
              <Span of={party.finalOut} />
              <Span of={party.finalIn} />
              <Span of={party.told} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function End({ children }: { readonly children: ReactNode }) {
  return (
    <th scope="col" className="list-end">
      {children}
    </th>
  );
}

function Sums({ of }: { readonly of: readonly Money[] }) {
  if (of.length === 0) return <>–</>;
  return of.map((money) => (
    <div key={money.currency}>
      <Amount money={money} />
    </div>
  ));
}

function Span({ of: { p50, p95 } }: { readonly of: SpanFigures }) {
  const unit = { kind: 'span' } as const;
  return (
    <td className="list-end number">
      {p50 === null ? (
        '–'
      ) : (
        <>
          {unitText(p50, unit)} <span className="soft">/ {unitText(p95, unit)}</span>
        </>
      )}
    </td>
  );
}
