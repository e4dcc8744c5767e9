/** Which faults were promised and which really happened: a fault that never fired proves nothing. */
export interface FaultCount {
  readonly fault: string;
  readonly wanted: number;
  readonly fired: number;
}

export class Faults {
  readonly #wanted = new Map<string, number>();
  readonly #fired = new Map<string, number>();

  want(fault: string, times: number): void {
    this.#wanted.set(fault, (this.#wanted.get(fault) ?? 0) + times);
  }

  fired(fault: string, times = 1): void {
    this.#fired.set(fault, (this.#fired.get(fault) ?? 0) + times);
  }

  counts(): FaultCount[] {
    const names = new Set([...this.#wanted.keys(), ...this.#fired.keys()]);
    return [...names].map((fault) => ({
      fault,
      wanted: this.#wanted.get(fault) ?? 0,
      fired: this.#fired.get(fault) ?? 0,
    }));
  }

  /** Faults that happened less often than the scenario promised. */
  missing(): FaultCount[] {
    return this.counts().filter(({ wanted, fired }) => fired < wanted);
  }
}
