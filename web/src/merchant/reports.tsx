/** Reports as files: which, of which days, in which form. */
import { useFilters } from '../app/filters.ts';
import { basePath } from '../app/site.ts';
import { Button } from '../kit/button.tsx';
import { DownloadProgress } from '../kit/download-progress.tsx';
import { Field, SelectField } from '../kit/field.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { useDownload } from '../kit/use-download.ts';
import { dayText } from './days.ts';
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
  const download = useDownload();
  const { faults } = download;
  return (
    <>
      <PageHead title="Reports" note="Days and times are those of the gateway's own zone." />
      <Panel flush>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const query = new URLSearchParams({ type, from, to, format });
            download.start(`${basePath}/api/reports?${query.toString()}`);
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
            <Button type="submit" kind="primary" isBusy={download.isRunning}>
              Make the report
            </Button>
            <DownloadProgress download={download} />
          </div>
        </form>
      </Panel>
    </>
  );
}
