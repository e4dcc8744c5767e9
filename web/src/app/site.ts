/** Which of the two sites this is. */
export type Audience = 'operator' | 'merchant';

export const basePath = location.pathname.startsWith('/dashboard') ? '/dashboard' : '/console';
export const audience: Audience = basePath === '/console' ? 'operator' : 'merchant';
