/** What narrows the payments' list. All of it stands in the address. */
import { X } from 'lucide-react';
import { useState } from 'react';
import type { Filters } from '../app/filters.ts';
import { Button } from '../kit/button.tsx';
import { Field, SelectField } from '../kit/field.tsx';
import { SearchField } from '../kit/search-field.tsx';
import { isNarrowed } from './payment-query.ts';
import css from './payments.module.css';

interface FiltersProps {
  readonly filters: Filters;
  readonly onChange: (change: Filters) => void;
  /** Of the merchant that is filtered for, where it is known. */
  readonly merchantName: string | undefined;
}

const nothing = Object.fromEntries(
  'q kind status contract merchant provider method currency min max from to'
    .split(' ')
    .map((name) => [name, undefined]),
);

export function PaymentFilters({ filters, onChange, merchantName }: FiltersProps) {
  const isRare = ['provider', 'min', 'max', 'from', 'to', 'contract', 'currency'].some(
    (name) => (filters[name] ?? '') !== '',
  );
  const [isOpen, setOpen] = useState(isRare);
  return (
    <div className={css['filters']}>
      <div className={css['first']}>
        <SearchField
          label="Number, reference, UTR, account, UPI address, e-mail, mobile or id"
          value={filters['q'] ?? ''}
          onSearch={(q) => onChange({ q: q.trim() === '' ? undefined : q })}
        />
        <Choice name="kind" label="Kind" of={kinds} {...{ filters, onChange }} />
        <Choice
          name="status"
          label="Status"
          of={statusesOf(filters['kind'])}
          {...{ filters, onChange }}
        />
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Fewer filters' : 'More filters'}
        </Button>
      </div>
      {isOpen && <MoreFilters {...{ filters, onChange }} />}
      {isNarrowed(filters) && (
        <div className="row">
          {filters['merchant'] !== undefined && (
            <Button
              icon={<X size={14} aria-hidden />}
              onClick={() => onChange({ merchant: undefined })}
            >
              Only {merchantName ?? 'one merchant'}
            </Button>
          )}
          <Button kind="quiet" onClick={() => onChange(nothing)}>
            Take all filters away
          </Button>
        </div>
      )}
    </div>
  );
}

function MoreFilters({ filters, onChange }: Pick<FiltersProps, 'filters' | 'onChange'>) {
  const field = (name: string, label: string, more: object = {}) => (
    <Field
      label={label}
      defaultValue={filters[name] ?? ''}
      onBlur={(event) => onChange({ [name]: event.target.value.trim() || undefined })}
      onKeyDown={(event) => {
        if (event.key === 'Enter')
          onChange({ [name]: event.currentTarget.value.trim() || undefined });
      }}
      {...more}
    />
  );
  const day = (name: string, label: string) => (
    <Field
      label={label}
      type="date"
      value={filters[name] ?? ''}
      onChange={(event) => onChange({ [name]: event.target.value || undefined })}
    />
  );
  return (
    <div
      className={css['more']}
      key={Object.values(filters).every((one) => one === undefined) ? 'none' : 'some'}
    >
      <Choice name="contract" label="Contract" of={contracts} {...{ filters, onChange }} />
      <Choice name="method" label="Rail or method" of={methods} {...{ filters, onChange }} />
      {field('provider', 'Provider')}
      <Choice name="currency" label="Currency" of={currencies} {...{ filters, onChange }} />
      {field('min', 'Amount from', { inputMode: 'decimal' })}
      {field('max', 'Amount up to', { inputMode: 'decimal' })}
      {day('from', 'From day')}
      {day('to', 'To day')}
    </div>
  );
}

interface ChoiceProps extends Pick<FiltersProps, 'filters' | 'onChange'> {
  readonly name: string;
  readonly label: string;
  readonly of: readonly (readonly [value: string, label: string])[];
}

function Choice({ name, label, of, filters, onChange }: ChoiceProps) {
  const options = [['', 'All'] as const, ...of].map(([value, text]) => ({ value, label: text }));
  return (
    <SelectField
      label={label}
      options={options}
      value={filters[name] ?? ''}
      onChange={(event) => onChange({ [name]: event.target.value || undefined })}
    />
  );
}

const kinds = [
  ['payout', 'Payouts'],
  ['payin', 'Pay-ins'],
  ['transfer', 'Transfers'],
] as const;

const statuses: Readonly<Record<string, readonly string[]>> = {
  payout: ['queued', 'processing', 'succeeded', 'failed', 'reversed'],
  payin: ['created', 'succeeded', 'expired', 'failed', 'reversed'],
  transfer: ['pending', 'held', 'booked', 'rejected', 'cancelled', 'voided'],
};

function statusesOf(kind: string | undefined) {
  const names = statuses[kind ?? ''] ?? [...new Set(Object.values(statuses).flat())];
  return names.map((name) => [name, name.charAt(0).toUpperCase() + name.slice(1)] as const);
}

const contracts = [
  ['xoompe', 'XoomPe'],
  ['xpayout', 'XPayout'],
  ['xprizo', 'Xprizo'],
] as const;

const methods = [
  ['IMPS', 'IMPS'],
  ['NEFT', 'NEFT'],
  ['RTGS', 'RTGS'],
  ['UPI', 'UPI payout'],
  ['MPESA', 'M-Pesa payout'],
  ['upi', 'UPI'],
  ['card', 'Card'],
  ['mpesa', 'M-Pesa'],
  ['send', 'Sent'],
  ['request', 'Requested'],
  ['exchange', 'Exchanged'],
] as const;

const currencies = ['INR', 'KES', 'USD', 'EUR', 'AED', 'USDT'].map((code) => [code, code] as const);
