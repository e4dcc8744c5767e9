import { seededChance } from '../sandbox-bank/chance.ts';
import type { Clock } from '../sandbox-bank/alarm.ts';
import { startDelivery, type Delivery } from '../sandbox-bank/delivery.ts';
import { openFaults, type Faults } from '../sandbox-bank/faults.ts';
import { startSettling, type Settling } from '../sandbox-bank/settling.ts';
import { openStore, type Store } from '../sandbox-bank/store.ts';
import { openAcceptor, type Acceptor } from './accept.ts';
import { openAdvance, type Advance } from './advance.ts';
import { openAuthorisations, type Authorisations } from './authorisations.ts';
import { openBook, type Book } from './book.ts';
import { openCallbacks } from './callbacks.ts';
import { openRefunds, type Refunds } from './refunds.ts';
import { openRules, type Rules } from './rules.ts';
import { SCHEMA } from './schema.ts';
import type { Settings } from './settings.ts';
import { openTold, type Told } from './told.ts';

/** All parts of the acquirer behind its HTTP doors. */
export type Acquirer = {
  settings: Settings;
  clock: Clock;
  store: Store;
  book: Book;
  authorisations: Authorisations;
  refunds: Refunds;
  rules: Rules;
  faults: Faults;
  told: Told;
  accept: Acceptor;
  advance: Advance;
  settling: Settling;
  delivery: Delivery;
  close(): void;
};

/** Opens the book of the data folder and takes up what an earlier life left due. */
export function openAcquirer(
  settings: Settings,
  clock: Clock,
  report: (error: unknown) => void,
): Acquirer {
  const tables = { file: 'cards.db', create: (db: Store['db']) => db.exec(SCHEMA) };
  const store = openStore(settings.dataDir, report, tables);
  const { db } = store;
  const chance = seededChance(settings.seed);
  const book = openBook(db);
  const authorisations = openAuthorisations(db);
  const refunds = openRefunds(db);
  const faults = openFaults(db, 'authorisations');
  const rules = openRules(db, chance);
  const told = openTold(db);
  const target = settings.callback;
  const callbacks = openCallbacks(db, faults, chance, target !== null);
  const advance = openAdvance({ book, authorisations, refunds, callbacks, faults });
  const accept = openAcceptor({ store, authorisations, advance, callbacks, rules, settings });
  const delivery = startDelivery({ store, callbacks, told, chance, clock, target, report });
  const due = { store, advance, transfers: authorisations, clock, report };
  const settling = startSettling(due, delivery.wake);
  const close = () => {
    settling.stop();
    delivery.stop();
    store.close();
  };
  const records = { store, book, authorisations, refunds, rules, faults, told };
  return { settings, clock, ...records, accept, advance, settling, delivery, close };
}
