import type { Pool } from './db/connection.ts';
import { SwitchBoard } from './switches/switch-board.ts';

/** What operators have switched off, for all that begins something in this process. */
export function openSwitches(pool: Pool) {
  const board = new SwitchBoard(pool);
  board.start();
  return {
    off: () => board.off(),
    stop: () => {
      board.stop();
    },
  };
}
