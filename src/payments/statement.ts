/** A statement about one merchant while it is written: `$1` is the merchant, every further value gets the next number. */
export class Statement {
  readonly values: unknown[];

  constructor(merchantId: string) {
    this.values = [merchantId];
  }

  /** The parameter that stands for the value. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${String(this.values.length)}`;
  }
}
