/**
 * What a request holds, by names without regard to case and lenient in form: a number may come as text, a truth as a
 * word. The first fault is thrown, since an answer of this contract holds one.
 */
import { DomainError } from '../../kit/errors.ts';
import { isDay } from '../../kit/is-day.ts';
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from '../../kit/json.ts';
import { MoneyError, parseMoney, type Currency } from '../../kit/money.ts';

/** One sentence about one field. */
function faultIn(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}

const timeShape = /^(\d{4}-\d\d-\d\d)(?:(T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?)(Z|[+-]\d\d:\d\d)?)?$/;
const largestWhole = 2n ** 63n - 1n;

export class Fields {
  readonly #values = new Map<string, JsonValue>();
  readonly #path: string;

  /** `path` stands before the names in faults: `customerData.`. Throws DomainError `request.malformed`. */
  constructor(values: Iterable<readonly [string, JsonValue]>, path = '') {
    this.#path = path;
    for (const [name, value] of values) {
      const key = name.toLowerCase();
      if (this.#values.has(key))
        throw new DomainError('request.malformed', { reason: 'A name appears twice.' });
      this.#values.set(key, value);
    }
  }

  /** Absent, null and an empty string are the same: nothing was said. */
  given(name: string): JsonValue | undefined {
    const value = this.#values.get(name.toLowerCase());
    return value === null || value === '' ? undefined : value;
  }

  /** A number is taken as the text it was written as. */
  text(name: string): string | undefined {
    const value = this.given(name);
    if (value === undefined || typeof value === 'string') return value;
    if (value instanceof JsonNumber) return value.text;
    throw this.fault(name, `Invalid ${name}`);
  }

  /** `said` takes the place of `<name> required`. */
  needText(name: string, said = `${name} required`): string {
    const value = this.text(name);
    if (value === undefined) throw this.fault(name, said);
    return value;
  }

  /** Zero or above, as a number or as text. */
  whole(name: string): bigint | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^(?:0|[1-9]\d{0,18})$/.test(text)) throw this.fault(name, `Invalid ${name}`);
    const value = BigInt(text);
    if (value > largestWhole) throw this.fault(name, `Invalid ${name}`);
    return value;
  }

  needWhole(name: string): bigint {
    const value = this.whole(name);
    if (value === undefined) throw this.fault(name, `${name} required`);
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.given(name);
    if (value === undefined || typeof value === 'boolean') return value;
    const word = typeof value === 'string' ? value.toLowerCase() : '';
    if (word === 'true' || word === 'false') return word === 'true';
    throw this.fault(name, `Invalid ${name}`);
  }

  /** A date, or a date and a time; in UTC unless it says otherwise. */
  time(name: string): Date | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    // A plus in a query has become a space.
    const spelt = text.replace(/(T\S+) (\d\d:\d\d)$/, '$1+$2');
    const [, day, time = 'T00:00', zone = 'Z'] = timeShape.exec(spelt) ?? [];
    const at = new Date(`${String(day)}${time}${zone}`);
    if (day === undefined || !isDay(day) || Number.isNaN(at.getTime()))
      throw this.fault(name, `Invalid ${name}`);
    return at;
  }

  /** Above zero, with no more decimals than the currency has; from the text it was written as, never rounded. */
  needMoney(name: string, currency: Currency): bigint {
    const text = this.needText(name);
    try {
      const { minor } = parseMoney(text, currency);
      if (minor > 0n) return minor;
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error;
    }
    throw this.fault(name, `Invalid ${name}`);
  }

  /** What stands below an object; empty when it is absent. */
  below(name: string): Fields {
    const value = this.given(name) ?? {};
    if (!isJsonObject(value)) throw this.fault(name, `Invalid ${name}`);
    return fieldsOf(value, `${this.#path}${name}.`);
  }

  fault(name: string, sentence: string): DomainError {
    return faultIn(this.#path + name, sentence);
  }
}

export function fieldsOf(object: JsonObject, path = ''): Fields {
  return new Fields(Object.entries(object), path);
}
