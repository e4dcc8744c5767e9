/** What the reader has typed into the forms: kept by this tab alone, and gone with it. */
const key = 'hundi-docs-values';

export function valueOf(name: string): string {
  return read()[name] ?? '';
}

export function setValue(name: string, value: string): void {
  sessionStorage.setItem(key, JSON.stringify({ ...read(), [name]: value }));
}

function read(): Record<string, string | undefined> {
  return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Record<string, string>;
}

/** `$NAME` becomes what was typed for it. */
export function filled(text: string, adapt: (value: string) => string = (value) => value): string {
  return text.replace(/\$([A-Z_]+)/g, (_, name: string) => adapt(valueOf(name)));
}

/** Answers that later requests need, by the field that brings them. */
const brought: Readonly<Record<string, string>> = {
  accessToken: 'TOKEN',
  refreshToken: 'REFRESH_TOKEN',
  transactionNumber: 'TRANSACTION',
  taskId: 'TASK_ID',
  key: 'KEY',
};

/** Takes over what an answer brings. Returns the names. */
export function keepFrom(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const found = Object.entries(brought).flatMap(([field, name]) => {
    const value = (answer as Record<string, unknown>)[field];
    if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return [];
    setValue(name, String(value));
    return [name];
  });
  return found;
}
