import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import './menu.css';

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly icon?: ReactNode;
  /** What cannot be taken back. */
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
}

interface MenuProps {
  /** Shown on the button; without an icon of its own and `isShort`, three dots stand for it. */
  readonly label: string;
  readonly icon?: ReactNode;
  /** Shows the icon alone. */
  readonly isShort?: boolean;
  /** A falsy entry is left out: `mayEdit && { … }`. */
  readonly items: readonly (MenuItem | false | undefined)[];
}

/** What may be done with something, behind one button. */
export function Menu({ label, icon, isShort, items }: MenuProps) {
  const shown = items.filter((item) => item !== false && item !== undefined);
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className={isShort === true ? 'button button-quiet' : 'button button-plain'}
        {...(isShort === true && { 'aria-label': label })}
      >
        {icon ?? <Ellipsis size={16} aria-hidden />}
        {isShort !== true && label}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          {shown.map((item) => (
            <DropdownMenu.Item
              key={item.label}
              className={item.isDanger === true ? 'menu-item menu-danger' : 'menu-item'}
              disabled={item.isDisabled === true}
              onSelect={item.onSelect}
            >
              {item.icon}
              {item.label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
