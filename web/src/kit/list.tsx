/** A list of rows that come page by page: with keys, with every state it can be in, and as a file. */
import { useNavigate } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useRef, type ReactNode, type RefObject } from 'react';
import { Button } from './button.tsx';
import { csvOf, saveFile } from './csv.ts';
import { useHotkeys } from './hotkeys.ts';
import type { Pages } from './use-list.ts';
import { Fault, Waiting } from './state.tsx';
import './list.css';

export interface Column<Row> {
  readonly name: string;
  /** Without it the column stands in the file alone. */
  readonly cell?: (row: Row) => ReactNode;
  /** What stands in the file; without it the column is left out there. */
  readonly text?: (row: Row) => string;
  /** Figures stand at the right. */
  readonly align?: 'end';
  /** Left out on a telephone. */
  readonly isMinor?: boolean;
  /** Left out everywhere else: says in one place what the others say in several. */
  readonly isForPhone?: boolean;
}

interface ListViewProps<Row> {
  /** Names the table for readers of screens, and its file. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly pages: Pages<Row>;
  readonly keyOf: (row: Row) => string;
  /** Where a row leads to; undefined: nowhere. */
  readonly linkOf?: (row: Row) => string | undefined;
  /** What to say when there is nothing. */
  readonly empty: ReactNode;
}

export function ListView<Row>(props: ListViewProps<Row>) {
  const { pages, columns, keyOf, linkOf, name } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);
  if (pages.error !== null && pages.rows.length === 0)
    return <Fault error={pages.error} onRetry={pages.retry} />;
  if (pages.isLoading) return <Waiting rows={8} />;
  if (pages.rows.length === 0) return props.empty;
  const shown = columns.filter(({ cell }) => cell !== undefined);
  return (
    <div className="list">
      <div className="list-scroll" role="group" aria-label={name} tabIndex={0}>
        <table aria-label={name}>
          <thead>
            <tr>
              {shown.map((column) => (
                <th key={column.name} scope="col" className={classOf(column)}>
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {pages.rows.map((row) => (
              <Row key={keyOf(row)} row={row} columns={shown} link={linkOf?.(row)} />
            ))}
          </tbody>
        </table>
      </div>
      <Foot {...{ name, columns, pages }} />
    </div>
  );
}

interface RowProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly link: string | undefined;
}

function Row<Row>({ row, columns, link }: RowProps<Row>) {
  const navigate = useNavigate();
  const open = () => link !== undefined && void navigate({ to: link });
  return (
    <tr
      className={link === undefined ? undefined : 'list-link'}
      // One that leads nowhere is reached by `j` and `k` alone.
      tabIndex={link === undefined ? -1 : 0}
      onClick={(event) => {
        // A text that is being marked, and a button of the row, are not the way to the next page.
        const isBusy = event.target instanceof Element && event.target.closest('a,button,input');
        if (!isBusy && window.getSelection()?.isCollapsed !== false) open();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) open();
      }}
    >
      {columns.map((column) => (
        <td key={column.name} className={classOf(column)}>
          {column.cell?.(row)}
        </td>
      ))}
    </tr>
  );
}

function Foot<Row>({
  name,
  columns,
  pages,
}: Pick<ListViewProps<Row>, 'name' | 'columns' | 'pages'>) {
  const save = () => {
    const kept = columns.filter((column) => column.text !== undefined);
    saveFile(
      `${name.toLowerCase().replaceAll(' ', '-')}.csv`,
      csvOf([
        kept.map((column) => column.name),
        ...pages.rows.map((row) => kept.map((column) => column.text?.(row) ?? '')),
      ]),
    );
  };
  return (
    <footer className="list-foot">
      <span className="soft small">
        {pages.rows.length} shown{pages.hasMore ? ', more below' : ''}
      </span>
      {pages.error !== null && (
        <span className="fault small" role="alert">
          {pages.error.message}
        </span>
      )}
      <span className="row push">
        {columns.some((column) => column.text !== undefined) && (
          <Button kind="quiet" icon={<Download size={15} aria-hidden />} onClick={save}>
            CSV of what is shown
          </Button>
        )}
        {pages.hasMore && (
          <Button onClick={pages.more} isBusy={pages.isLoadingMore}>
            Show more
          </Button>
        )}
      </span>
    </footer>
  );
}

function classOf<Row>({ align, isMinor, isForPhone }: Column<Row>): string {
  const names = [
    align === 'end' && 'list-end',
    isMinor === true && 'list-minor',
    isForPhone === true && 'list-phone',
  ];
  return names.filter(Boolean).join(' ');
}

/** `j` and `k` go down and up, as in every other list of its kind. */
function useRowKeys(body: RefObject<HTMLTableSectionElement | null>): void {
  const move = (step: 1 | -1) => {
    const rows = [...(body.current?.querySelectorAll<HTMLElement>('tr[tabindex]') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const next = at < 0 ? rows[0] : rows[at + step];
    next?.focus();
  };
  useHotkeys({ j: () => move(1), k: () => move(-1) });
}
