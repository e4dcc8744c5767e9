import { ToggleGroup } from 'radix-ui';
import './segments.css';

interface SegmentsProps {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A choice of a few, all in sight. */
export function Segments({ label, options, value, onChange }: SegmentsProps) {
  return (
    <ToggleGroup.Root
      type="single"
      className="segments"
      aria-label={label}
      value={value}
      // Pressing what is chosen would choose nothing.
      onValueChange={(next) => next !== '' && onChange(next)}
    >
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value} className="segment">
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
