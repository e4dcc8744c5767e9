/** `POST /Security/GetToken`. What is wrong with credentials is never said. */
import { countAttempt } from '../../identity/login-attempts.ts';
import type { Fields } from './fields.ts';
import type { OpenWork } from './gate.ts';
import type { XprizoParts } from './parts.ts';
import { whole } from './present.ts';
import { timeText } from './times.ts';

export function getToken(parts: XprizoParts): OpenWork {
  const { logins, callerAddressOf } = parts;
  return async ({ request, body }) => {
    const login = readLogin(body());
    const address = callerAddressOf(request.raw);
    await countAttempt(parts, address, login.userName);
    const { token, merchant, expiresAt } = await logins.login(login, address);
    return {
      id: whole(merchant.merchantNo),
      token,
      statusCode: whole(0),
      status: null,
      expires: timeText(expiresAt),
    };
  };
}

function readLogin(body: Fields): { userName: string; password: string } {
  const userName = body.text('userName') ?? '';
  // An address of e-mail may be longer than a name.
  const longest = userName.includes('@') ? 254 : 50;
  if (userName.length < 3 || userName.length > longest)
    throw body.fault('userName', 'Name must be between 3 and 50 characters');
  return { userName, password: body.needText('password', 'Password required') };
}
