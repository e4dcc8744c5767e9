import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react';
import './field.css';

interface FieldFrame {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly fault?: string | undefined;
}

type InputProps = FieldFrame & Omit<InputHTMLAttributes<HTMLInputElement>, 'id'>;

/** A labelled input; what is wrong with it is told below it and to readers of screens. */
export function Field({ label, hint, fault, ...input }: InputProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, fault }}>
      <input {...input} {...described(id, hint, fault)} className="input" />
    </Frame>
  );
}

type SelectProps = FieldFrame &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, 'id'> & {
    readonly options: readonly { readonly value: string; readonly label: string }[];
  };

export function SelectField({ label, hint, fault, options, ...select }: SelectProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, fault }}>
      <select {...select} {...described(id, hint, fault)} className="input">
        {options.map(({ value, label: name }) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </Frame>
  );
}

export function CheckField({ label, hint, fault, ...input }: InputProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="check">
        <input type="checkbox" {...input} {...described(id, hint, fault)} />
        <span>{label}</span>
      </label>
      <Notes {...{ id, hint, fault }} />
    </div>
  );
}

function described(id: string, hint: ReactNode, fault: string | undefined) {
  const ids = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`];
  const text = ids.filter(Boolean).join(' ');
  return {
    id,
    'aria-invalid': fault !== undefined,
    ...(text !== '' && { 'aria-describedby': text }),
  };
}

function Frame(props: FieldFrame & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={props.id}>{props.label}</label>
      {props.children}
      <Notes id={props.id} hint={props.hint} fault={props.fault} />
    </div>
  );
}

interface NotesProps {
  readonly id: string;
  readonly hint: ReactNode;
  readonly fault: string | undefined;
}

function Notes({ id, hint, fault }: NotesProps) {
  return (
    <>
      {hint !== undefined && (
        <p className="soft small" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p className="fault small" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </>
  );
}
