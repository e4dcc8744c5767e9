/** What deposits and withdrawals are handed beside what the whole door has. */
import type { HttpAnswer } from '../../http/door.ts';
import type { CollectDeps } from '../../payments/collect-payin.ts';
import type { CreateLane } from '../../payments/create-lane.ts';
import type { CreatePayinLane } from '../../payments/create-payin-lane.ts';
import type { Payin } from '../../payments/payin.ts';
import type { CardTry } from '../../payments/card-tries.ts';
import type { AuthoriseOutcome, CardAcquirer } from '../../providers/card-acquirer.ts';
import type { CollectionProvider, PromptedCollection } from '../../providers/collection.ts';

export interface DepositParts {
  readonly payouts: CreateLane;
  readonly payins: CreatePayinLane;
  readonly collect: CollectDeps;
  /** Each is absent where nobody pays in that way. */
  readonly cards: CardAcquirer | undefined;
  readonly prompts: PromptedCollection | undefined;
  readonly upi: CollectionProvider | undefined;
  readonly paysMobiles: boolean;
  /** Origin of the pages that a customer is sent to. */
  readonly publicUrl: string;
  /** Which fields of a card deposit must be there: all that are published as required, or what it cannot do without. */
  readonly isLenient: boolean;
  /** For prints of cards and holders. */
  readonly printKey: Buffer;
  /** Before a card is told to the acquirer: undefined when it may be, else what becomes of the payment. Never throws. */
  readonly judgeTry: (tried: CardTry) => Promise<AuthoriseOutcome | undefined>;
  /** How long a customer has to pay by UPI. */
  readonly upiLifeMs: number;
  /** The page where a pay-in is paid by UPI. */
  readonly upiPageOf: (payin: Payin) => string;
  /** That page is to show it as it is now. */
  readonly upiPageMoved: (payin: Payin) => void;
  /** A page that shows nothing of any payment. */
  readonly refusalPage: (status: number) => HttpAnswer;
  /** Keeps what goes on after its answer until it is done. */
  readonly goOn: (work: Promise<unknown>) => void;
}
