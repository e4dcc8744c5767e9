/** Talks to the browser about passkeys, in the order that our API asks for. */
import {
  startAuthentication,
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { EnrolledAnswer, SignInAnswer } from '../../../src/console/answers/sign-in.ts';
import { ask } from '../app/api.ts';

const post = { method: 'POST', body: {} } as const;

/** Throws ApiRefusal, and an Error in our own words when the browser or the person gave up. */
export async function showPasskey(): Promise<SignInAnswer> {
  const optionsJSON = await ask<PublicKeyCredentialRequestOptionsJSON>(
    '/sign-in/passkey/options',
    post,
  );
  const response = await startAuthentication({ optionsJSON }).catch(given);
  return ask('/sign-in/passkey', { method: 'POST', body: { response } });
}

/** Throws as `showPasskey`. */
export async function makePasskey(name: string): Promise<EnrolledAnswer> {
  const optionsJSON = await ask<PublicKeyCredentialCreationOptionsJSON>(
    '/me/passkeys/options',
    post,
  );
  const response = await startRegistration({ optionsJSON }).catch(given);
  return ask('/me/passkeys', { method: 'POST', body: { response, name } });
}

/** `Firefox on Linux`, for a list in which a person finds the own devices again. */
export function deviceName(): string {
  const agent = navigator.userAgent;
  const browser = /Firefox|Edg|OPR|Chrome|Safari/.exec(agent)?.[0] ?? 'Browser';
  const system = /iPhone|iPad|Android|Windows|Mac OS|Linux/.exec(agent)?.[0] ?? 'this device';
  return `${browser === 'Edg' ? 'Edge' : browser} on ${system}`;
}

function given(): never {
  throw new Error('The passkey was not given. Try again, or use another way.');
}
