/** One keep-alive HTTP connection that costs as little as can be: two cores are shared by all that is measured. */
import { connect, type Socket } from 'node:net';

const headEnd = Buffer.from('\r\n\r\n');
const digit0 = 0x30;
/** What is read is used before the next thing is read, so all connections read into the same place. */
const readBuffer = Buffer.alloc(65_536);

export class Connection {
  #socket: Socket | undefined;
  /** What came of a head that is not whole yet. */
  #start: Buffer | undefined;
  #bodyLeft = 0;
  #status = 0;
  readonly #onAnswer: (connection: Connection, status: number) => void;
  /** When the request under way was due. */
  dueMs = 0;
  scratch = Buffer.alloc(0);

  constructor(onAnswer: (connection: Connection, status: number) => void) {
    this.#onAnswer = onAnswer;
  }

  open(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        port,
        host: '127.0.0.1',
        onread: {
          buffer: readBuffer,
          callback: (length) => {
            this.#read(readBuffer.subarray(0, length));
            return true;
          },
        },
      });
      socket.setNoDelay(true);
      socket.once('connect', resolve);
      socket.once('error', reject);
      socket.once('close', () => {
        if (this.#socket !== undefined) this.#onAnswer(this, 0);
      });
      this.#socket = socket;
    });
  }

  send(request: Buffer): void {
    this.#socket?.write(request);
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#bodyLeft > 0) {
      this.#bodyLeft -= chunk.length;
    } else {
      const bytes = this.#start === undefined ? chunk : Buffer.concat([this.#start, chunk]);
      const end = bytes.indexOf(headEnd);
      if (end < 0) {
        this.#start = Buffer.from(bytes);
        return;
      }
      this.#start = undefined;
      this.#status = digitAt(bytes, 9) * 100 + digitAt(bytes, 10) * 10 + digitAt(bytes, 11);
      this.#bodyLeft = lengthIn(bytes.toString('latin1', 0, end)) - (bytes.length - end - 4);
    }
    if (this.#bodyLeft === 0) this.#onAnswer(this, this.#status);
  }
}

function digitAt(bytes: Buffer, index: number): number {
  return (bytes[index] ?? digit0) - digit0;
}

function lengthIn(head: string): number {
  const at = head.indexOf('content-length: ');
  const found = at >= 0 ? head.slice(at + 16, at + 26) : /content-length: *(\d+)/i.exec(head)?.[1];
  return parseInt(found ?? '0', 10);
}
