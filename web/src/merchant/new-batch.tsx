/** Many payouts from a file: chosen, checked row by row, confirmed once. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Download, FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import type {
  BatchSummary,
  CheckedBatchAnswer,
  PayoutMeansAnswer,
} from '../../../src/console/answers/payouts.ts';
import { ask } from '../app/api.ts';
import { Button } from '../kit/button.tsx';
import { saveFile } from '../kit/csv.ts';
import { PageHead, Panel } from '../kit/panel.tsx';
import { say } from '../kit/toast.tsx';
import { CheckedBatch } from './checked-batch.tsx';
import { forgetFormKey, formKey } from './form-key.ts';
import styles from './new-batch.module.css';

interface Chosen {
  readonly fileName: string;
  readonly lines: readonly string[];
}

export default function NewBatch() {
  const [chosen, setChosen] = useState<Chosen>();
  const { check, confirm } = useBatch();
  const choose = async (file: File) => {
    const next = { fileName: file.name, lines: linesOf(await file.text()) };
    setChosen(next);
    check.mutate(next);
  };
  return (
    <>
      <PageHead
        title="Pay from a file"
        note="Every row is checked first. Nothing moves before you confirm."
      />
      <div className="stack">
        <FilePlace
          fileName={chosen?.fileName}
          isBusy={check.isPending}
          onFile={(file) => void choose(file)}
        />
        {check.error !== null && (
          <p className="fault" role="alert">
            {faultOf(check.error)}
          </p>
        )}
        {chosen !== undefined && check.data !== undefined && (
          <CheckedBatch
            checked={check.data}
            isBusy={confirm.isPending}
            fault={confirm.error === null ? undefined : faultOf(confirm.error)}
            onConfirm={() => confirm.mutate({ ...chosen, shown: shownText(check.data) })}
          />
        )}
      </div>
    </>
  );
}

function useBatch() {
  const navigate = useNavigate();
  const check = useMutation({
    mutationFn: ({ lines }: Chosen) =>
      ask<CheckedBatchAnswer>('/payout-batches/check', { method: 'POST', body: { lines } }),
  });
  const confirm = useMutation({
    mutationFn: (body: Chosen & { readonly shown: string }) =>
      ask<BatchSummary>('/payout-batches', {
        method: 'POST',
        body: { ...body, formKey: formKey('batch') },
      }),
    onSuccess: ({ batchId, rows }) => {
      forgetFormKey('batch');
      say(`${String(rows)} payouts are being made`);
      void navigate({ to: '/batches/$batchId', params: { batchId } });
    },
  });
  return { check, confirm };
}

/** Line breaks and tabs never stand in a text that is sent. */
function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => line.replaceAll(/\p{Cc}/gu, ' '));
}

/** What was shown is what is paid: the server compares. */
function shownText({ totals }: CheckedBatchAnswer): string {
  return totals
    .map(({ total, rows }) => `${total.currency} ${String(rows)} ${total.minor}`)
    .join(', ');
}

function faultOf(error: Error): string {
  const fields = 'fields' in error ? (error.fields as Readonly<Record<string, string>>) : {};
  return fields['lines'] ?? error.message;
}

interface FilePlaceProps {
  readonly fileName: string | undefined;
  readonly isBusy: boolean;
  readonly onFile: (file: File) => void;
}

function FilePlace({ fileName, isBusy, onFile }: FilePlaceProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file !== undefined) onFile(file);
    if (input.current !== null) input.current.value = '';
  };
  return (
    <Panel>
      <div
        className={isOver ? `${styles['place'] ?? ''} ${styles['over'] ?? ''}` : styles['place']}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <FileUp size={24} aria-hidden />
        <p>{fileName ?? 'Drop a CSV file here'}</p>
        <input
          ref={input}
          type="file"
          accept=".csv,text/csv"
          className="unseen"
          aria-label="CSV file of payouts"
          tabIndex={-1}
          onChange={(event) => take(event.target.files)}
        />
        <div className="row">
          <Button isBusy={isBusy} onClick={() => input.current?.click()}>
            {fileName === undefined ? 'Choose a file' : 'Choose another file'}
          </Button>
          <Template />
        </div>
      </div>
    </Panel>
  );
}

function Template() {
  const means = useQuery({
    queryKey: ['payout means'],
    queryFn: () => ask<PayoutMeansAnswer>('/payouts/means'),
  });
  return (
    <Button
      kind="quiet"
      icon={<Download size={15} aria-hidden />}
      disabled={means.data === undefined}
      onClick={() => saveFile('payouts-template.csv', means.data?.template ?? '')}
    >
      Template
    </Button>
  );
}
