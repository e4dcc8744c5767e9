/** The gateway in processes of its own over one database, with a payer who has 100.00 and a payee who has nothing. */
import { openProfile, type TestProfile } from '../dialects/xprizo/gateway.ts';
import type { Ending } from '../kit/ending.ts';
import {
  neitherCardsNorPhones,
  newDataFolder,
  startGateway,
  type Started,
} from '../kit/gateway-process.ts';
import { openGateway, type Gateway } from '../payments/gateway.ts';

export interface House extends Gateway {
  readonly asha: TestProfile;
  readonly ravi: TestProfile;
  start(failpoints?: string): Promise<Started>;
}

export async function openHouse(t: Ending): Promise<House> {
  const books = await openGateway(t);
  const asha = await openProfile(books, { name: 'Asha', funds: { INR: 100_00n } });
  const ravi = await openProfile(books, { name: 'Ravi', funds: { INR: 0n } });
  const lives: Started[] = [];
  const folders: Awaited<ReturnType<typeof newDataFolder>>[] = [];
  t.after(async () => {
    for (const life of lives) {
      life.signal('SIGKILL');
      await life.exited;
    }
    await Promise.all(folders.map((folder) => folder.remove()));
  });
  return {
    ...{ ...books, asha, ravi },
    start: async (failpoints) => {
      // Several live at once, each on a folder of its own.
      const folder = await newDataFolder();
      folders.push(folder);
      const life = await startGateway({
        ...{ DATABASE_URL: books.url, HUNDI_DATA_DIR: folder.path, ...neitherCardsNorPhones },
        ...(failpoints && { HUNDI_FAILPOINTS: failpoints }),
      });
      lives.push(life);
      return life;
    },
  };
}
