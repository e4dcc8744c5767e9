import type { DraftChanges } from '../../../../src/console/answers/drafts.ts';
import { DraftForm } from '../merchant/draft-form.tsx';
import type { ChangeFormProps } from './change-form.ts';

/** Why it is asked for is why it is on again. */
export function SwitchOnDraft({ start, ...rest }: ChangeFormProps<DraftChanges['switch.on']>) {
  const { kind, name } = start;
  return <DraftForm kind="switch.on" change={(reason) => ({ kind, name, reason })} {...rest} />;
}
