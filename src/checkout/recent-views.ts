/** Many who ask for one pay-in at once share one look into the database, so a link that is passed around cannot flood it. */
import { RecentMap } from '../identity/recent-map.ts';
import type { PayinView } from '../payments/payin-view.ts';

export type FindPayin = (merchantId: string, payinId: string) => Promise<PayinView | undefined>;

interface Look {
  readonly view: Promise<PayinView | undefined>;
  readonly untilMs: number;
}

const sharedMs = 500;
const mostKept = 2_000;

export interface SharedLooks {
  readonly find: FindPayin;
  /** The next look is a new one: it has just been changed. */
  readonly forget: (merchantId: string, payinId: string) => void;
}

/** What is answered may be half a second old. A look that failed is not shared with those who come later. */
export function shareLooks(find: FindPayin, nowMs: () => number): SharedLooks {
  const looks = new RecentMap<Look>(mostKept);
  const keyOf = (merchantId: string, payinId: string) => `${merchantId}/${payinId}`;
  const shared: FindPayin = (merchantId, payinId) => {
    const key = keyOf(merchantId, payinId);
    const known = looks.get(key);
    if (known !== undefined && known.untilMs > nowMs()) return known.view;
    const view = find(merchantId, payinId);
    looks.set(key, { view, untilMs: nowMs() + sharedMs });
    view.catch(() => {
      looks.delete(key);
    });
    return view;
  };
  return {
    find: shared,
    forget: (merchantId, payinId) => {
      looks.delete(keyOf(merchantId, payinId));
    },
  };
}
