/**
 * A request whose body may be taken piece by piece as the runtime parses it. As a stream it is resumed, read, ended and
 * destroyed, each in a turn of its own, which is a twelfth of what a payout costs in this process.
 */
import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

type TakePiece = (piece: Buffer) => void;

export class IncomingRequest extends IncomingMessage {
  #take: TakePiece | undefined;
  #isWhole = false;

  static {
    // The runtime asks for it, and keeps the last request of an idle connection that has not ended.
    // By descriptor, because the types have it as a field.
    const ofStream = Reflect.getOwnPropertyDescriptor(Readable.prototype, 'readableEnded')?.get;
    Object.defineProperty(this.prototype, 'readableEnded', {
      get(this: IncomingRequest): unknown {
        return this.#take === undefined ? ofStream?.call(this) : this.#isWhole;
      },
    });
  }

  /** To be called as the request begins; from here on it is no stream. `take` must not throw. */
  takeBody(take: TakePiece): void {
    this.#take = take;
  }

  /** Here the runtime brings each piece, and null behind the last. */
  override push(piece: Buffer | null, encoding?: BufferEncoding): boolean {
    if (this.#take === undefined) return super.push(piece, encoding);
    if (piece !== null) this.#take(piece);
    else {
      this.#isWhole = true;
      // The runtime listens for it when the answer was finished before.
      this.emit('end');
    }
    return true;
  }

  /** The runtime lets what nobody has read flow away when the answer is finished: here nothing is left. */
  override resume(): this {
    return this.#take === undefined ? super.resume() : this;
  }
}
