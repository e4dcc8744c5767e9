/** The keys of the caller's own profile. With a pin, a program that only holds a key needs it to change them. */
import {
  changeApiKey,
  createApiKey,
  deleteApiKey,
  listApiKeys,
  setApiKeyAddress,
  type ApiKeyOrder,
} from '../../identity/api-keys.ts';
import type { Call, Work, XprizoCaller } from './gate.ts';
import { guarded, orderOf } from './guarded.ts';
import type { XprizoParts } from './parts.ts';
import { pinOf } from './pin.ts';
import { whole } from './present.ts';
import { timeText } from './times.ts';

export function createKey(parts: XprizoParts): Work {
  return keeper(parts, async (order, { query }) => {
    const name = query.needText('name');
    const description = query.text('description') ?? '';
    if (name.length > 100) throw query.fault('name', 'Invalid name');
    if (description.length > 500) throw query.fault('description', 'Invalid description');
    const { apiKey, keyNo } = await createApiKey(parts.pool, order, { name, description });
    return { id: whole(keyNo), taskId: whole(keyNo), name, description, apiKey };
  });
}

export function keyList({ pool }: XprizoParts): Work {
  return guarded(async ({ merchant }) =>
    (await listApiKeys(pool, merchant.merchantId)).map((key) => ({
      taskId: whole(key.keyNo),
      name: key.name,
      description: key.description,
      isInactive: !key.active,
      startDate: key.startsAt && timeText(key.startsAt),
      endDate: key.endsAt && timeText(key.endsAt),
      ipAddresses: [...key.addresses],
      createdDate: timeText(key.createdAt),
    })),
  );
}

export function setKeyInactive(parts: XprizoParts): Work {
  return changer(parts, (order, keyNo, { query }) => {
    const active = !(query.flag('value') ?? true);
    return changeApiKey(parts.pool, order, keyNo, { active });
  });
}

export function setKeyDescription(parts: XprizoParts): Work {
  return changer(parts, (order, keyNo, { query }) => {
    const description = query.text('value') ?? '';
    if (description.length > 500) throw query.fault('value', 'Invalid value');
    return changeApiKey(parts.pool, order, keyNo, { description });
  });
}

export function setKeyDates(parts: XprizoParts): Work {
  return changer(parts, (order, keyNo, { query }) => {
    const startsAt = query.time('startDate') ?? null;
    const endsAt = query.time('endDate') ?? null;
    if (startsAt !== null && endsAt !== null && startsAt >= endsAt)
      throw query.fault('endDate', 'Invalid endDate');
    return changeApiKey(parts.pool, order, keyNo, { startsAt, endsAt });
  });
}

export function setKeyAddress(parts: XprizoParts, isAllowed: boolean): Work {
  return changer(parts, (order, keyNo, { query }) => {
    const address = query.needText('ipAddress');
    return setApiKeyAddress(parts.pool, order, keyNo, address, isAllowed);
  });
}

export function deleteKey(parts: XprizoParts): Work {
  return changer(parts, (order, keyNo) => deleteApiKey(parts.pool, order, keyNo));
}

type KeyOrder = ApiKeyOrder & { readonly merchantNo: number };

/** The key is named in the path or the query; a 200 without a body. */
function changer(
  parts: XprizoParts,
  change: (order: KeyOrder, keyNo: number, call: Call) => Promise<boolean>,
): Work {
  return keeper(parts, async (order, call) => {
    const named = call.path.whole('taskId') ?? call.query.needWhole('taskId');
    // One that is longer than any there is finds nothing.
    const keyNo = named > 0x7fff_ffffn ? 0 : parseInt(named.toString(), 10);
    if (!(await change(order, keyNo, call))) throw call.query.fault('taskId', 'API key not found');
    return undefined;
  });
}

function keeper(parts: XprizoParts, work: (order: KeyOrder, call: Call) => ReturnType<Work>): Work {
  return guarded(async (caller, call) => {
    await provePin(parts, caller, call);
    return work(orderOf(parts, caller), call);
  });
}

/** Who has logged in with the password has proven enough. */
export async function provePin(
  { pins, clock }: XprizoParts,
  { merchant, by }: XprizoCaller,
  call: Call,
): Promise<void> {
  if (by === 'key') await pins.check(merchant.merchantId, pinOf(call), clock.now());
}
