/**
 * A ZIP archive written while it is sent (PKWARE APPNOTE): sizes follow each file in a data descriptor. Without the
 * 64-bit extension, which spreadsheet programs read unevenly, so neither a file nor the whole may reach 4 GiB.
 */
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
}

const tooLarge = 2 ** 32 - 1;
/** Version 2.0; a descriptor follows (bit 3), the name is UTF-8 (bit 11); deflate; 1 January 1980. */
const common = [20, 0x0808, 8, 0, 0x21] as const;

export class Zip {
  readonly #entries: Entry[] = [];
  #offset = 0;

  /** The bytes of one file of the archive; each portion is packed before the next is asked for. Throws RangeError at 4 GiB. */
  async *file(
    path: string,
    portions: AsyncIterable<Iterable<string>> | Iterable<Iterable<string>>,
  ): AsyncGenerator<Buffer> {
    const name = Buffer.from(path);
    const offset = this.#offset;
    yield this.#counted(localHeader(name));
    const deflater = new Deflater();
    try {
      for await (const texts of portions)
        for (const packed of await deflater.write(texts)) yield this.#counted(packed);
      for (const packed of await deflater.end()) yield this.#counted(packed);
    } finally {
      deflater.close();
    }
    const { crc, bytes, packedBytes } = deflater;
    this.#entries.push({ name, offset, crc, bytes, packedBytes });
    yield this.#counted(numbers([0x08074b50, 4], [crc, 4], [packedBytes, 4], [bytes, 4]));
  }

  /** The directory, behind all files. */
  directory(): Buffer {
    const entries = this.#entries.map(directoryEntry);
    const bytes = entries.reduce((sum, entry) => sum + entry.length, 0);
    const count = entries.length;
    return Buffer.concat([
      ...entries,
      numbers(
        [0x06054b50, 4],
        [0, 2],
        [0, 2],
        [count, 2],
        [count, 2],
        [bytes, 4],
        [this.#offset, 4],
        [0, 2],
      ),
    ]);
  }

  #counted(chunk: Buffer): Buffer {
    this.#offset += chunk.length;
    if (this.#offset > tooLarge) throw new RangeError('The archive would be larger than 4 GiB.');
    return chunk;
  }
}

/** Packs off the main thread; what is given is packed and taken away before more is. */
class Deflater {
  readonly #stream: DeflateRaw = createDeflateRaw({ level: 3 });
  readonly #packed: Buffer[] = [];
  #failure: Error | undefined;
  /** Used again for every portion: what is thrown away outside of the heap is collected late. */
  #room = Buffer.alloc(0);
  crc = 0;
  bytes = 0;
  packedBytes = 0;

  constructor() {
    this.#stream.on('data', (chunk: Buffer) => this.#packed.push(chunk));
    this.#stream.on('error', (error) => (this.#failure = error));
  }

  async write(texts: Iterable<string>): Promise<Buffer[]> {
    let length = 0;
    for (const text of texts) {
      this.#makeRoom(length, text.length * 3);
      length += this.#room.write(text, length);
    }
    const chunk = this.#room.subarray(0, length);
    this.crc = crc32(chunk, this.crc);
    this.bytes += chunk.length;
    if (this.bytes > tooLarge)
      throw new RangeError('A file of the archive would be larger than 4 GiB.');
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(chunk, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    return this.#take();
  }

  async end(): Promise<Buffer[]> {
    await new Promise<void>((resolve) => {
      this.#stream
        .once('end', resolve)
        .once('error', () => resolve())
        .end();
    });
    return this.#take();
  }

  #makeRoom(used: number, more: number): void {
    if (this.#room.length - used >= more) return;
    const larger = Buffer.allocUnsafeSlow((used + more) * 2);
    this.#room.copy(larger, 0, 0, used);
    this.#room = larger;
  }

  close(): void {
    this.#stream.destroy();
  }

  #take(): Buffer[] {
    if (this.#failure !== undefined) throw this.#failure;
    const taken = this.#packed.splice(0);
    for (const { length } of taken) this.packedBytes += length;
    return taken;
  }
}

function localHeader(name: Buffer): Buffer {
  const [version, flags, method, time, date] = common;
  const head = numbers(
    [0x04034b50, 4],
    [version, 2],
    [flags, 2],
    [method, 2],
    [time, 2],
    [date, 2],
    [0, 4],
    [0, 4],
    [0, 4],
    [name.length, 2],
    [0, 2],
  );
  return Buffer.concat([head, name]);
}

function directoryEntry({ name, offset, crc, packedBytes, bytes }: Entry): Buffer {
  const [version, flags, method, time, date] = common;
  const head = numbers(
    [0x02014b50, 4],
    [version, 2],
    [version, 2],
    [flags, 2],
    [method, 2],
    [time, 2],
    [date, 2],
    [crc, 4],
    [packedBytes, 4],
    [bytes, 4],
    [name.length, 2],
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 4],
    [offset, 4],
  );
  return Buffer.concat([head, name]);
}

/** Whole numbers, little end first, each in so many bytes. */
function numbers(...fields: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of fields) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}
