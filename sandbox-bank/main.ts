import { openBank } from './bank.ts';
import { runDoors } from './run.ts';
import { createDoors } from './server.ts';
import { readSettings, SettingError } from './settings.ts';

runDoors({
  name: 'bank',
  settings: () => readSettings(process.env),
  isSettingError: (error) => error instanceof SettingError,
  open: (settings, report) => {
    const bank = openBank(settings, Date.now, report);
    const server = createDoors(bank, report);
    return { server, quiet: () => bank.settling.stop(), close: () => bank.close() };
  },
});
