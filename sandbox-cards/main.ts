import { runDoors } from '../sandbox-bank/run.ts';
import { openAcquirer } from './acquirer.ts';
import { createDoors } from './server.ts';
import { readSettings, SettingError } from './settings.ts';

runDoors({
  name: 'acquirer',
  settings: () => readSettings(process.env),
  isSettingError: (error) => error instanceof SettingError,
  open: (settings, report) => {
    const acquirer = openAcquirer(settings, Date.now, report);
    const server = createDoors(acquirer, report);
    return { server, quiet: () => acquirer.settling.stop(), close: () => acquirer.close() };
  },
});
