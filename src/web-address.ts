/** Whether an address of the settings is one that can be called. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^/]/.test(text) && URL.canParse(text);
}
