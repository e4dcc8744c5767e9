import { isUtf8 } from 'node:buffer';

/** A number as it was written. Money must never pass through a double, so nobody converts it on the way in. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type JsonObject = { [key: string]: JsonValue };
export type JsonValue = string | boolean | null | JsonNumber | JsonValue[] | JsonObject;

/** A body that is refused. `message` is a sentence that may be shown; `offset` counts UTF-16 units of the decoded text. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

export interface JsonLimits {
  readonly maxDepth?: number;
  readonly maxKeys?: number;
}

/** True for a JSON object, and for nothing else that JSON can hold. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof JsonNumber)
  );
}

/**
 * Reads one JSON text (RFC 8259) and refuses what two readers could understand differently: duplicate keys, control
 * characters even when escaped, ill-formed Unicode, a byte order mark, and keys that can reach a prototype.
 * Objects have no prototype. Throws JsonError.
 */
export function readJson(bytes: Buffer, limits?: JsonLimits): JsonValue {
  if (!isUtf8(bytes)) throw new JsonError('The body is not valid UTF-8.', 0);
  const reader = new Reader(
    bytes.toString('utf8'),
    limits?.maxDepth ?? 20,
    limits?.maxKeys ?? 1000,
  );
  return reader.document();
}

const quote = 0x22;
const backslash = 0x5c;

const simpleEscapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/' };
const controlEscapes = 'bfnrt';
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

class Reader {
  private readonly text: string;
  private readonly maxDepth: number;
  private readonly maxKeys: number;
  private at = 0;
  private depth = 0;

  constructor(text: string, maxDepth: number, maxKeys: number) {
    this.text = text;
    this.maxDepth = maxDepth;
    this.maxKeys = maxKeys;
  }

  document(): JsonValue {
    if (this.text.charCodeAt(0) === 0xfeff) {
      throw new JsonError('The body starts with a byte order mark.', 0);
    }
    const value = this.value(this.skipSpace());
    this.skipSpace();
    if (this.at < this.text.length) throw this.refuse('There is text after the end of the JSON.');
    return value;
  }

  private refuse(reason: string): JsonError {
    return new JsonError(reason, this.at);
  }

  private unexpected(): JsonError {
    return this.refuse(
      this.at >= this.text.length ? 'The JSON ends too early.' : 'The JSON is malformed.',
    );
  }

  /** Answers the code of the next character that is not white space, without taking it; NaN at the end. */
  private skipSpace(): number {
    const text = this.text;
    let at = this.at;
    let code = text.charCodeAt(at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      code = text.charCodeAt(++at);
    }
    this.at = at;
    return code;
  }

  private value(code: number): JsonValue {
    switch (code) {
      case quote:
        return this.string();
      case 0x7b:
        return this.object();
      case 0x5b:
        return this.array();
      case 0x74:
        return this.word('true', true);
      case 0x66:
        return this.word('false', false);
      case 0x6e:
        return this.word('null', null);
      default:
        return this.number(code);
    }
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.unexpected();
    this.at += word.length;
    return value;
  }

  private enter(): void {
    if (++this.depth > this.maxDepth) throw this.refuse('The JSON is nested too deeply.');
    this.at++;
  }

  private object(): JsonObject {
    this.enter();
    const object = { __proto__: null } as unknown as JsonObject;
    let code = this.skipSpace();
    if (code !== 0x7d) {
      for (let keys = 1; ; keys++) {
        if (code !== quote) throw this.unexpected();
        const keyAt = this.at;
        const key = this.string();
        if (forbiddenKeys.has(key)) throw new JsonError('A key is not allowed.', keyAt);
        if (key in object) throw new JsonError('A key appears twice in one object.', keyAt);
        if (keys > this.maxKeys) throw new JsonError('An object has too many keys.', keyAt);
        if (this.skipSpace() !== 0x3a) throw this.unexpected();
        this.at++;
        object[key] = this.value(this.skipSpace());
        code = this.skipSpace();
        if (code === 0x7d) break;
        if (code !== 0x2c) throw this.unexpected();
        this.at++;
        code = this.skipSpace();
      }
    }
    this.at++;
    this.depth--;
    return object;
  }

  private array(): JsonValue[] {
    this.enter();
    const array: JsonValue[] = [];
    let code = this.skipSpace();
    if (code !== 0x5d) {
      for (;;) {
        array.push(this.value(code));
        code = this.skipSpace();
        if (code === 0x5d) break;
        if (code !== 0x2c) throw this.unexpected();
        this.at++;
        code = this.skipSpace();
      }
    }
    this.at++;
    this.depth--;
    return array;
  }

  private string(): string {
    const text = this.text;
    const start = this.at + 1;
    let at = start;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      if (code === backslash) return this.escapedString(start, at);
      // Written as "not at least" so that NaN, the end of the text, is caught too.
      if (!(code >= 0x20)) throw this.badCharacter(at);
      at++;
    }
    this.at = at + 1;
    return text.slice(start, at);
  }

  private badCharacter(at: number): JsonError {
    this.at = at;
    if (at >= this.text.length) return this.unexpected();
    return this.refuse('A string holds a control character.');
  }

  private escapedString(start: number, firstEscape: number): string {
    const text = this.text;
    let whole = '';
    let from = start;
    let at = firstEscape;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      if (!(code >= 0x20)) throw this.badCharacter(at);
      if (code !== backslash) {
        at++;
        continue;
      }
      whole += text.slice(from, at);
      this.at = at;
      whole += this.escape(text.charAt(at + 1));
      at = from = this.at;
    }
    whole += text.slice(from, at);
    this.at = start;
    // Raw surrogates cannot be in valid UTF-8; only escapes can write half a pair.
    if (!whole.isWellFormed()) throw this.refuse('A string holds half of a surrogate pair.');
    this.at = at + 1;
    return whole;
  }

  private escape(letter: string): string {
    const simple = simpleEscapes[letter];
    if (simple !== undefined) {
      this.at += 2;
      return simple;
    }
    if (letter === 'u') return this.unicodeEscape();
    if (letter !== '' && controlEscapes.includes(letter)) {
      throw this.refuse('A string holds a control character.');
    }
    throw this.refuse('A string holds an unknown escape.');
  }

  private unicodeEscape(): string {
    const digits = this.text.slice(this.at + 2, this.at + 6);
    if (!/^[0-9A-Fa-f]{4}$/.test(digits)) throw this.refuse('A string holds an unknown escape.');
    const code = parseInt(digits, 16);
    if (code < 0x20) throw this.refuse('A string holds a control character.');
    this.at += 6;
    return String.fromCharCode(code);
  }

  private number(first: number): JsonNumber {
    const text = this.text;
    const start = this.at;
    if (first === 0x2d) this.at++;
    if (text.charCodeAt(this.at) === 0x30) {
      this.at++;
      if (isDigit(text.charCodeAt(this.at))) throw this.refuse('A number has a leading zero.');
    } else {
      this.digits();
    }
    if (text.charCodeAt(this.at) === 0x2e) {
      this.at++;
      this.digits();
    }
    const exponent = text.charCodeAt(this.at);
    if (exponent === 0x65 || exponent === 0x45) {
      this.at++;
      const sign = text.charCodeAt(this.at);
      if (sign === 0x2b || sign === 0x2d) this.at++;
      this.digits();
    }
    return new JsonNumber(text.slice(start, this.at));
  }

  private digits(): void {
    const start = this.at;
    let at = start;
    while (isDigit(this.text.charCodeAt(at))) at++;
    this.at = at;
    if (at === start) throw this.unexpected();
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
