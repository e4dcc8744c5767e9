/** What signs the approval webhooks of a profile. Derived, so that it need not be kept wherever its endpoints stand. */
import { createHmac } from 'node:crypto';

/**
 * In the spelling of webhook secrets, that of the newest key first: it is the one to hand out. All of them sign, so
 * that a secret which was handed out goes on until its key leaves the deployment.
 */
export function approvalSecretsOf(keys: readonly Buffer[], profileId: string): string[] {
  return keys.map((key) => {
    const secret = createHmac('sha256', key).update(profileId, 'utf8').digest('base64');
    return `whsec_${secret}`;
  });
}
