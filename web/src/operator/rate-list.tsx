import type { RateAnswer } from '../../../src/console/answers/terms.ts';
import { Button } from '../kit/button.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Empty } from '../kit/state.tsx';
import { When } from '../kit/when.tsx';
import { percent } from './plan-facts.ts';
import { useTermsList } from './use-terms.ts';

interface RateListProps {
  /** Undefined: the reader changes nothing. */
  readonly onChange: ((rate: RateAnswer) => void) | undefined;
}

export function RateList({ onChange }: RateListProps) {
  const pages = useTermsList(({ rates }) => rates);
  return (
    <ListView
      name="Exchange rates"
      columns={onChange === undefined ? columns : [...columns, changeColumn(onChange)]}
      pages={pages}
      keyOf={({ from, into }) => `${from} ${into}`}
      empty={
        <Empty title="No rate is set">
          Without one nothing is exchanged: a request for it is refused.
        </Empty>
      }
    />
  );
}

const columns: readonly Column<RateAnswer>[] = [
  {
    name: 'Pair',
    cell: ({ from, into }) => (
      <strong className="number">
        {from} → {into}
      </strong>
    ),
    text: ({ from, into }) => `${from}/${into}`,
  },
  {
    name: 'Rate',
    align: 'end',
    cell: ({ rate }) => <span className="number">{rate}</span>,
    text: ({ rate }) => rate,
  },
  {
    name: 'Spread',
    align: 'end',
    cell: ({ spreadBasisPoints }) => <span className="number">{percent(spreadBasisPoints)}</span>,
    text: ({ spreadBasisPoints }) => percent(spreadBasisPoints),
  },
  { name: 'Set by', cell: ({ setBy }) => setBy, text: ({ setBy }) => setBy, isMinor: true },
  {
    name: 'Set',
    cell: ({ setAt }) => <When at={setAt} />,
    text: ({ setAt }) => setAt,
    isMinor: true,
  },
];

function changeColumn(onChange: (rate: RateAnswer) => void): Column<RateAnswer> {
  return {
    name: 'Change',
    align: 'end',
    cell: (row) => (
      <Button
        kind="quiet"
        aria-label={`Change the rate of ${row.from} to ${row.into}`}
        onClick={() => onChange(row)}
      >
        Change…
      </Button>
    ),
  };
}
