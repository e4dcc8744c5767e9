/** Sites to take pictures of: each with its pages and whoever is signed in there. */
import { openCheckout } from '../test/checkout/checkout-kit.ts';
import { openDesk } from '../test/checkout/approval-desk.ts';
import { fillTeam, otherTeamPaths, teamPlaces } from '../test/console/team-world.ts';
import { openDocs, pageAddresses } from '../test/docsite/docs-kit.ts';
import { merchantSignedIn, type SignedIn } from '../test/support/console.ts';
import { openStage } from './console-stage.ts';

export interface Screens {
  readonly origin: string;
  readonly who?: SignedIn;
  /** Whole addresses below the origin. */
  readonly paths: readonly string[];
  readonly close: () => Promise<void>;
}

export const sites: Readonly<Record<string, () => Promise<Screens>>> = {
  console: async () => {
    const stage = await openStage();
    const paths = stage.paths.map((path) => `/console${path}`);
    return { origin: stage.address, who: stage.operator, paths, close: () => stage.close() };
  },
  dashboard: async () => {
    const stage = await openStage(5_000);
    const [, merchantId] = /\/merchants\/([0-9a-f-]{36})/.exec(stage.paths.join(' ')) ?? [];
    const who = await merchantSignedIn(stage.pool, merchantId as SignedIn['merchantId']);
    const made = await fillTeam(stage, who.merchantId, who);
    const own = teamPlaces(made).map(([path]) => path);
    const paths = [...own, ...otherTeamPaths(made)].map((path) => `/dashboard${path}`);
    return { origin: stage.address, who, paths, close: () => stage.close() };
  },
  docs: async () => {
    const docs = await openDocs();
    return { origin: docs.origin, paths: pageAddresses(), close: () => docs.close() };
  },
  pay: async () => {
    const { ends, close } = endings();
    const checkout = await openCheckout(ends);
    const states = ['created', 'succeeded', 'failed', 'expired'] as const;
    const links = states.map((status) => checkout.linkOf(checkout.payin({ status })));
    const paths = links.map((link) => link.slice(checkout.origin.length));
    return { origin: checkout.origin, paths: [...paths, '/pay?o=altered'], close };
  },
  approval: async () => {
    const { ends, close } = endings();
    const counter = await openDesk(ends);
    const link = await counter.ask();
    return { origin: counter.address, paths: [link.slice(counter.address.length)], close };
  },
};

/** Ended in the order in which they were begun. */
function endings() {
  const all: (() => Promise<void>)[] = [];
  return {
    ends: { after: (end: () => Promise<void>) => void all.push(end) },
    close: async () => {
      for (const end of all.toReversed()) await end();
    },
  };
}
