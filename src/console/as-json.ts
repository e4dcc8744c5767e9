/** What a value is once it has been written as an answer and read by the web application. */
export type AsJson<T> = T extends bigint | Date
  ? string
  : T extends readonly (infer Element)[]
    ? number extends T['length']
      ? readonly AsJson<Element>[]
      : { readonly [Key in keyof T]: AsJson<T[Key]> }
    : T extends object
      ? { readonly [Key in keyof T]: AsJson<T[Key]> }
      : T;

/** The door writes bigints as text and instants as ISO; this says so to the compiler, and changes nothing. */
export function asJson<T>(value: T): AsJson<T> {
  return value as AsJson<T>;
}
