/** Who is signed in, light or dark, and the way out. */
import { useNavigate } from '@tanstack/react-router';
import { CircleUserRound } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { chooseTheme, chosenTheme, type Theme } from '../kit/theme.ts';
import { ask } from './api.ts';
import { useSession } from './session.ts';
import '../kit/menu.css';
import './account-menu.css';

export function AccountMenu() {
  const { person } = useSession();
  const navigate = useNavigate();
  const leave = async () => {
    await ask('/session', { method: 'DELETE' });
    location.reload();
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="button button-quiet">
        <CircleUserRound size={18} aria-hidden />
        <span className="unseen">Account</span>
        <span className="account-name">{person.name}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <p className="menu-note">
            {person.email}
            <br />
            {person.role}
          </p>
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => void navigate({ to: '/security' })}
          >
            Sign-in and security
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="menu-line" />
          <ThemeChoice />
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item className="menu-item" onSelect={() => void leave()}>
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const themes: readonly (readonly [Theme, string])[] = [
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['system', 'As the system'],
];

function ThemeChoice() {
  return (
    <DropdownMenu.RadioGroup
      aria-label="Colours"
      value={chosenTheme()}
      onValueChange={(value) => chooseTheme(value as Theme)}
    >
      {themes.map(([theme, name]) => (
        <DropdownMenu.RadioItem key={theme} className="menu-item" value={theme}>
          {name}
          <DropdownMenu.ItemIndicator className="push">✓</DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
