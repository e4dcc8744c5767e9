import type { MarketplaceAnswer } from '../../../src/console/answers/terms.ts';
import { Button } from '../kit/button.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Empty } from '../kit/state.tsx';
import { When } from '../kit/when.tsx';
import { planText } from './plan-facts.ts';
import { useTermsList } from './use-terms.ts';

interface MarketplaceListProps {
  /** Undefined: the reader changes nothing. */
  readonly onChange: ((marketplace: MarketplaceAnswer) => void) | undefined;
}

export function MarketplaceList({ onChange }: MarketplaceListProps) {
  const pages = useTermsList(({ marketplaces }) => marketplaces);
  return (
    <ListView
      name="Marketplace codes"
      columns={onChange === undefined ? columns : [...columns, changeColumn(onChange)]}
      pages={pages}
      keyOf={({ code }) => code}
      empty={
        <Empty title="There is no marketplace code yet">
          A merchant needs one before its first XPayout order.
        </Empty>
      }
    />
  );
}

const setText = (names: readonly string[] | null) => names?.join(', ') ?? 'any';

const columns: readonly Column<MarketplaceAnswer>[] = [
  { name: 'Code', cell: ({ code }) => <strong>{code}</strong>, text: ({ code }) => code },
  {
    name: 'Payouts',
    cell: ({ payoutFees }) => planText(payoutFees),
    text: ({ payoutFees }) => planText(payoutFees),
  },
  {
    name: 'Pay-ins',
    cell: ({ payinFees }) => planText(payinFees),
    text: ({ payinFees }) => planText(payinFees),
  },
  {
    name: 'Providers',
    cell: ({ providers }) => setText(providers),
    text: ({ providers }) => setText(providers),
    isMinor: true,
  },
  {
    name: 'Rails',
    cell: ({ payoutRails }) => setText(payoutRails),
    text: ({ payoutRails }) => setText(payoutRails),
    isMinor: true,
  },
  {
    name: 'Methods',
    cell: ({ payinMethods }) => setText(payinMethods),
    text: ({ payinMethods }) => setText(payinMethods),
    isMinor: true,
  },
  {
    name: 'Set',
    cell: ({ setBy, setAt }) => (
      <>
        {setBy}
        <br />
        <span className="soft small">
          <When at={setAt} />
        </span>
      </>
    ),
    text: ({ setBy, setAt }) => `${setBy}, ${setAt}`,
    isMinor: true,
  },
];

function changeColumn(onChange: (row: MarketplaceAnswer) => void): Column<MarketplaceAnswer> {
  return {
    name: 'Change',
    align: 'end',
    cell: (row) => (
      <Button
        kind="quiet"
        aria-label={`Change the terms of ${row.code}`}
        onClick={() => onChange(row)}
      >
        Change…
      </Button>
    ),
  };
}
