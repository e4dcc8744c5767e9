import { openAcceptor, type Acceptor } from './accept.ts';
import { openAdvance, type Advance } from './advance.ts';
import type { Clock } from './alarm.ts';
import { openBook, type Book } from './book.ts';
import { openCallbacks } from './callbacks.ts';
import { seededChance } from './chance.ts';
import { openCollectionCallbacks, type CollectionCallbacks } from './collection-callbacks.ts';
import { openCollections, type Collections } from './collections.ts';
import { startDelivery, type Delivery } from './delivery.ts';
import { openFaults, type Faults } from './faults.ts';
import { openRules, type Rules } from './rules.ts';
import type { Settings } from './settings.ts';
import { startSettling, type Settling } from './settling.ts';
import { openStore, type Store } from './store.ts';
import { openTold, type Told } from './told.ts';
import { openTransfers, type Transfers } from './transfers.ts';

/** All parts of the bank behind its HTTP doors. */
export type Bank = {
  settings: Settings;
  clock: Clock;
  store: Store;
  book: Book;
  transfers: Transfers;
  rules: Rules;
  faults: Faults;
  told: Told;
  accept: Acceptor;
  advance: Advance;
  settling: Settling;
  delivery: Delivery;
  collections: Collections;
  collectionCallbacks: CollectionCallbacks;
  collectionDelivery: Delivery;
  close(): void;
};

/** Opens the book of the data folder, funds it when new, and takes up what an earlier life left due. */
export function openBank(settings: Settings, clock: Clock, report: (error: unknown) => void): Bank {
  const store = openStore(settings.dataDir, report);
  const { db } = store;
  const chance = seededChance(settings.seed);
  const book = openBook(db);
  const transfers = openTransfers(db);
  const faults = openFaults(db);
  const rules = openRules(db, chance);
  const told = openTold(db, settings.settleMs);
  const target = settings.callback;
  const callbacks = openCallbacks(db, faults, chance, target !== null);
  const accept = openAcceptor({ store, book, transfers, rules, told, chance });
  const advance = openAdvance({ book, transfers, callbacks, faults });
  if (book.statement(0, 1).lines.length === 0) {
    db.exec('begin immediate');
    book.fund(settings.fundsPaise, clock());
    db.exec('commit');
  }
  const delivery = startDelivery({ store, callbacks, told, chance, clock, target, report });
  const toldOfPayments = settings.collectionCallback;
  const collections = openCollections(db);
  const collectionCallbacks = openCollectionCallbacks(db, chance, toldOfPayments !== null);
  const collectionDelivery = startDelivery({
    ...{ store, told, chance, clock, report },
    callbacks: collectionCallbacks,
    target: toldOfPayments,
  });
  const settling = startSettling({ store, advance, transfers, clock, report }, delivery.wake);
  const close = () => {
    settling.stop();
    delivery.stop();
    collectionDelivery.stop();
    store.close();
  };
  const records = { store, book, transfers, rules, faults, told };
  const upi = { collections, collectionCallbacks, collectionDelivery };
  return { settings, clock, ...records, accept, advance, settling, delivery, ...upi, close };
}
