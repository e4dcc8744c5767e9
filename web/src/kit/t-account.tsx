import type { ReactNode } from 'react';
import type { Money } from '../../../src/console/answers/shared.ts';
import { accountName } from './account-name.ts';
import { Amount } from './money.tsx';
import './t-account.css';

/** One leg of a journal: from the account that is debited to the one that is credited. */
export interface Leg {
  readonly debit: string;
  readonly credit: string;
  readonly money: Money;
}

interface TAccountProps {
  readonly name: ReactNode;
  /** Each with the account that stands against it. */
  readonly debits: readonly TEntry[];
  readonly credits: readonly TEntry[];
}

interface TEntry {
  readonly against: string;
  readonly money: Money;
}

/** An account as bookkeepers draw it: what it owes at the left, what it is owed at the right. */
function TAccount({ name, debits, credits }: TAccountProps) {
  return (
    <section className="t-account">
      <p className="t-name">{name}</p>
      <div className="t-sides">
        <Side name="Debit" entries={debits} />
        <Side name="Credit" entries={credits} />
      </div>
    </section>
  );
}

function Side({ name, entries }: { readonly name: string; readonly entries: readonly TEntry[] }) {
  return (
    <div className="t-side">
      <p className="soft small">{name}</p>
      <ul>
        {entries.map(({ against, money }, at) => (
          <li key={at}>
            <span className="soft small">{accountName(against)}</span>
            <Amount money={money} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface TAccountsProps {
  readonly legs: readonly Leg[];
  /** Draws the name of an account: with a link to it, for instance. */
  readonly nameOf?: (account: string) => ReactNode;
}

/** Every account that a journal touches, in the order in which its legs name them. */
export function TAccounts({ legs, nameOf = accountName }: TAccountsProps) {
  const accounts = [...new Set(legs.flatMap(({ debit, credit }) => [debit, credit]))];
  return (
    <div className="t-accounts">
      {accounts.map((account) => (
        <TAccount
          key={account}
          name={nameOf(account)}
          debits={legs
            .filter(({ debit }) => debit === account)
            .map(({ credit, money }) => ({ against: credit, money }))}
          credits={legs
            .filter(({ credit }) => credit === account)
            .map(({ debit, money }) => ({ against: debit, money }))}
        />
      ))}
    </div>
  );
}
