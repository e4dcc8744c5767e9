import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import './tabs.css';

export interface Tab {
  readonly key: string;
  readonly label: string;
  /** Stands behind the name: how many there are. */
  readonly count?: number;
  readonly content: ReactNode;
}

interface TabsProps {
  /** Names the row of tabs for readers of screens. */
  readonly label: string;
  readonly tabs: readonly Tab[];
  /** With `onChange`, when the page keeps the choice in its address; else the first tab is open at the start. */
  readonly value?: string | undefined;
  readonly onChange?: (key: string) => void;
}

/** Several contents in one place; arrows go from one to the next. */
export function Tabs({ label, tabs, value, onChange }: TabsProps) {
  const first = tabs[0]?.key ?? '';
  return (
    <Radix.Root
      className="tabs"
      defaultValue={first}
      {...(onChange && { value: value ?? first, onValueChange: onChange })}
    >
      <Radix.List className="tab-row" aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.key} value={tab.key} className="tab">
            {tab.label}
            {tab.count !== undefined && <span className="tab-count number">{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.key} value={tab.key} className="tab-content">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
