/** Puts the page of approvals together from the settings, and says where it is. */
import { approvalDoor } from './checkout/approval-door.ts';
import { approvalAddress } from './checkout/approval-link.ts';
import type { ApprovalPageParts } from './checkout/approval-page.ts';
import type { LinkSeal } from './checkout/link.ts';
import { siteOf } from './checkout/site.ts';
import type { Config } from './config.ts';
import type { Door } from './http/door.ts';

type PageConfig = Pick<
  Config,
  'brand' | 'brandLogo' | 'brandColour' | 'publicUrl' | 'environment' | 'timeZone'
>;

export interface ApprovalPageGiven extends Omit<ApprovalPageParts, 'site' | 'seal' | 'timeZone'> {
  readonly config: PageConfig;
  readonly payLinkKeys: readonly Buffer[];
}

/** Throws when the logo cannot be read. */
export function openApprovalPage({ config, payLinkKeys, ...given }: ApprovalPageGiven): Door {
  const { timeZone } = config;
  return approvalDoor({
    ...given,
    timeZone,
    site: siteOf(config),
    seal: sealOf(config, payLinkKeys),
  });
}

/** For the payer of the transaction of this key. */
export function approvalPageUrl(
  config: Pick<PageConfig, 'publicUrl' | 'environment'>,
  payLinkKeys: readonly Buffer[],
  approvalKey: string,
): string {
  return `${config.publicUrl}${approvalAddress(approvalKey, sealOf(config, payLinkKeys))}`;
}

function sealOf(
  { environment }: Pick<PageConfig, 'environment'>,
  keys: readonly Buffer[],
): LinkSeal {
  return { keys, environment };
}
