/**
 * What is about to be sent has a key until it was: a second click, or a reload between, is the same order, and a form
 * that was changed is another one.
 */
export function formKey(form: string, content: unknown): string {
  const name = nameOf(form, content);
  const kept = sessionStorage.getItem(name);
  if (kept !== null) return kept;
  // Where the address is no secure one, a browser has no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const made = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  sessionStorage.setItem(name, made);
  return made;
}

/** It was carried out, or refused for good: the same words again are another order. */
export function forgetFormKey(form: string, content: unknown): void {
  sessionStorage.removeItem(nameOf(form, content));
}

/** Tells contents apart without keeping them (FNV-1a of 64 bits). */
function nameOf(form: string, content: unknown): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(JSON.stringify(content)))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return `hundi-form-${form}-${hash.toString(16)}`;
}
