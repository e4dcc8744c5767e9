/** Reports as files: which, of which days, in which form. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiRefusal } from '../app/api.ts';
import { useFilters } from '../app/filters.ts';
import { basePath } from '../app/site.ts';
import { Button } from '../kit/button.tsx';
import { Field, SelectField } from '../kit/field.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Progress } from '../kit/progress.tsx';
import { say } from '../kit/toast.tsx';
import { dayText } from './days.ts';
import { fetchReport } from './fetch-report.ts';
import styles from './filters.module.css';

const types = [
  { value: 'transactions', label: 'Payments' },
  { value: 'ledger', label: 'Statement of account' },
  { value: 'fees', label: 'Fees and GST' },
  { value: 'settlements', label: 'Settlements' },
];
const formats = [
  { value: 'csv', label: 'CSV' },
  { value: 'xlsx', label: 'Excel (XLSX)' },
  { value: 'json', label: 'JSON' },
];

export default function Reports() {
  const [filters, change] = useFilters();
  const { type = 'transactions', format = 'csv' } = filters;
  const from = filters['from'] ?? dayText(30);
  const to = filters['to'] ?? dayText();
  const [kilobytes, setKilobytes] = useState(0);
  const made = useMutation({
    mutationFn: () => {
      const query = new URLSearchParams({ type, from, to, format });
      return fetchReport(`${basePath}/api/reports?${query.toString()}`, setKilobytes);
    },
    onSuccess: (name) => say(`${name} is here`),
  });
  const faults = made.error instanceof ApiRefusal ? made.error.fields : {};
  return (
    <>
      <PageHead title="Reports" note="Days and times are those of the gateway's own zone." />
      <Panel flush>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setKilobytes(0);
            made.mutate();
          }}
        >
          <div className={styles['filters']}>
            <SelectField
              label="Report"
              options={types}
              value={type}
              onChange={(event) => change({ type: event.target.value })}
            />
            <Field
              label="First day"
              type="date"
              value={from}
              fault={faults['from']}
              onChange={(event) => change({ from: event.target.value })}
            />
            <Field
              label="Last day"
              type="date"
              value={to}
              fault={faults['to']}
              onChange={(event) => change({ to: event.target.value })}
            />
            <SelectField
              label="Form"
              options={formats}
              value={format}
              onChange={(event) => change({ format: event.target.value })}
            />
          </div>
          <div className={styles['foot']}>
            <Button type="submit" kind="primary" isBusy={made.isPending}>
              Make the report
            </Button>
            {made.isPending && <Progress label="kB so far" done={kilobytes} />}
            {made.error !== null && Object.keys(faults).length === 0 && (
              <p className="fault" role="alert">
                {made.error.message}
              </p>
            )}
          </div>
        </form>
      </Panel>
    </>
  );
}
