import type { SignInAnswer } from '../../../src/console/answers/sign-in.ts';
import { ask } from '../app/api.ts';

/** How far the sign-in has come, and what can be shown next. */
export const signInQuery = {
  queryKey: ['sign-in'],
  queryFn: () => ask<SignInAnswer>('/sign-in'),
};
