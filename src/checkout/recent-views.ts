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

/** What is answered may be half a second old. A look that failed is not shared with those who come later. */
export function shareLooks(find: FindPayin, nowMs: () => number): FindPayin {
  const looks = new RecentMap<Look>(mostKept);
  return (merchantId, payinId) => {
    const key = `${merchantId}/${payinId}`;
    const known = looks.get(key);
    if (known !== undefined && known.untilMs > nowMs()) return known.view;
    const view = find(merchantId, payinId);
    looks.set(key, { view, untilMs: nowMs() + sharedMs });
    view.catch(() => {
      looks.delete(key);
    });
    return view;
  };
}
