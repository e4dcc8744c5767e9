/** A form has a key until it is sent: a second click, or a reload between, is the same order. */

export function formKey(form: string): string {
  const kept = sessionStorage.getItem(nameOf(form));
  if (kept !== null) return kept;
  // Where the address is no secure one, a browser has no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const made = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  sessionStorage.setItem(nameOf(form), made);
  return made;
}

export function forgetFormKey(form: string): void {
  sessionStorage.removeItem(nameOf(form));
}

function nameOf(form: string): string {
  return `hundi-form-${form}`;
}
