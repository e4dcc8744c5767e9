import { unavailableOr } from '../../db/unavailable.ts';
import type { XprizoCaller, Work } from './gate.ts';
import type { XprizoParts } from './parts.ts';

/** For questions, and for settings that may be set again: a database that is away is no fault of ours. */
export function guarded(work: Work): Work {
  return async (caller, call) => {
    try {
      return await work(caller, call);
    } catch (error) {
      throw unavailableOr(error);
    }
  };
}

/** Who acted and when, for whatever is written to the audit of the caller's own profile. */
export function orderOf({ clock }: Pick<XprizoParts, 'clock'>, { merchant, actor }: XprizoCaller) {
  const { merchantId, merchantNo } = merchant;
  return { merchantId, merchantNo, actor, nowMs: clock.now().getTime() };
}
