/** Amounts in bands, so that a range of amounts is a few whole bands and the parts of two. */

/** From `fromMinor` to before `toMinor`, in minor units. */
export interface AmountRange {
  readonly fromMinor?: bigint | undefined;
  readonly toMinor?: bigint | undefined;
}

/** Of a filter that speaks of amounts; undefined for one that does not. */
export function amountRangeOf(filter: {
  readonly minAmountMinor?: bigint;
  readonly maxAmountMinor?: bigint;
}): AmountRange | undefined {
  const { minAmountMinor: fromMinor, maxAmountMinor } = filter;
  if (fromMinor === undefined && maxAmountMinor === undefined) return undefined;
  return { fromMinor, toMinor: maxAmountMinor === undefined ? undefined : maxAmountMinor + 1n };
}

export interface Band {
  readonly fromMinor: bigint;
  readonly toMinor: bigint;
}

/** A band at an end of a range, and what of it lies inside and outside of the range. */
export interface CutBand {
  readonly band: Band;
  readonly inside: Band;
  readonly outside: readonly Band[];
}

/**
 * The band of an amount that is not negative begins at its two first digits, the second rounded down to 0 or 5: 1,000, 1,500, 2,000
 * and so on to 9,500, then 10,000. What is remembered is named by where a band begins, so this must never change.
 */
export function bandOf(amountMinor: bigint): Band {
  const digits = amountMinor.toString().length;
  const widthMinor = digits < 2 ? 1n : 5n * 10n ** BigInt(digits - 2);
  const fromMinor = (amountMinor / widthMinor) * widthMinor;
  return { fromMinor, toMinor: fromMinor + widthMinor };
}

/** The whole bands in a range are one range again; its ends cut two bands, one or none. */
export function bandsOf({ fromMinor, toMinor }: AmountRange): {
  readonly whole: AmountRange | undefined;
  readonly cut: readonly CutBand[];
} {
  if (toMinor !== undefined && toMinor <= (fromMinor ?? 0n)) return { whole: undefined, cut: [] };
  const first = fromMinor === undefined ? undefined : bandOf(fromMinor);
  const last = toMinor === undefined ? undefined : bandOf(toMinor - 1n);
  const partsOf = (band: Band): CutBand => {
    const inside = {
      fromMinor: fromMinor !== undefined && fromMinor > band.fromMinor ? fromMinor : band.fromMinor,
      toMinor: toMinor !== undefined && toMinor < band.toMinor ? toMinor : band.toMinor,
    };
    const outside = [
      { fromMinor: band.fromMinor, toMinor: inside.fromMinor },
      { fromMinor: inside.toMinor, toMinor: band.toMinor },
    ];
    return { band, inside, outside: outside.filter((part) => part.fromMinor < part.toMinor) };
  };
  const ends = first?.fromMinor === last?.fromMinor ? [first] : [first, last];
  const cut = ends.flatMap((band) => {
    const parts = band && partsOf(band);
    return parts === undefined || parts.outside.length === 0 ? [] : [parts];
  });
  const isCut = (end: Band) => cut.some(({ band }) => band.fromMinor === end.fromMinor);
  const whole = {
    fromMinor: first && isCut(first) ? first.toMinor : fromMinor,
    toMinor: last && isCut(last) ? last.fromMinor : toMinor,
  };
  const isEmpty = whole.toMinor !== undefined && whole.toMinor <= (whole.fromMinor ?? 0n);
  return { whole: isEmpty ? undefined : whole, cut };
}
