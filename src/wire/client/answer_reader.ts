import { BodyReader } from "../syntax/body_reader.ts";
import { MalformedMessage } from "../syntax/malformed_message.ts";
import { type ResponseHead, ResponseHeadParser } from "../syntax/response_head.ts";
import { lostInAnswer, malformedAnswer } from "./request_failure.ts";

/** Is told what an {@linkcode AnswerReader} reads. */
interface AnswerReceiver {
  onHead(head: ResponseHead): void;
  /** The next bytes of the body, a view of what was read. */
  onBody(bytes: Uint8Array): void;
  /** The answer is complete; `isKeptAlive` tells whether the connection can carry another request. */
  onComplete(isKeptAlive: boolean): void;
}

/** Reads one answer after another from the bytes of a connection, in pieces of any size. */
export class AnswerReader {
  readonly #receiver: AnswerReceiver;
  #parser = new ResponseHeadParser();
  readonly #body = new BodyReader(502);
  readonly #take: (bytes: Uint8Array) => void;
  #method = "";
  #takesInformational = false;
  #head: ResponseHead | undefined;
  #keepAliveMs: number | undefined;
  #hasBegun = false;

  constructor(receiver: AnswerReceiver) {
    this.#receiver = receiver;
    this.#take = (bytes) => receiver.onBody(bytes);
  }

  /** Whether any byte of the answer has come. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** How long the server keeps an idle connection, as its last answer said; `undefined` when it did not. */
  get keepAliveMs(): number | undefined {
    return this.#keepAliveMs;
  }

  /** The next answer is to a request of `method`. */
  begin(method: string, takesInformational: boolean): void {
    this.#method = method;
    this.#takesInformational = takesInformational;
    this.#head = undefined;
    this.#hasBegun = false;
  }

  /**
   * Takes the next bytes.
   *
   * @throws {RequestFailure} when they are no answer; nothing can be read from the connection then. What the receiver throws.
   */
  push(bytes: Uint8Array): void {
    this.#hasBegun = true;
    try {
      const bodyStart = this.#head === undefined ? this.#readHead(bytes) : 0;
      if (this.#head === undefined) return;
      const end = this.#body.read(bytes, bodyStart, this.#take);
      if (this.#body.isDone) this.#complete(this.#head, end === bytes.length);
    } catch (error) {
      throw error instanceof MalformedMessage ? malformedAnswer(error) : error;
    }
  }

  /**
   * The connection ended: an answer whose body goes on to the close is complete now.
   *
   * @throws {RequestFailure} when anything else was expected.
   */
  end(): void {
    try {
      if (this.#head === undefined) throw lostInAnswer();
      this.#body.end();
    } catch (error) {
      throw error instanceof MalformedMessage ? lostInAnswer(error) : error;
    }
    this.#complete(this.#head, false);
  }

  /** Reads up to the end of the head and gives where that is. */
  #readHead(bytes: Uint8Array): number {
    let start = 0;
    while (start < bytes.length) {
      const head = this.#parser.parse(bytes, start, this.#method);
      if (head === undefined) break;
      start = this.#parser.end;
      if (head.status < 200 && !this.#takesInformational) continue;
      this.#head = head;
      // Before the receiver has the head, who may change its list.
      this.#keepAliveMs = readKeepAlive(head.headers.get("keep-alive"));
      this.#body.start(head.framing);
      this.#receiver.onHead(head);
      break;
    }
    return start;
  }

  #complete(head: ResponseHead, isAtEnd: boolean): void {
    this.#receiver.onComplete(isAtEnd && head.keepAlive && head.status >= 200);
  }
}

function readKeepAlive(value: string | undefined): number | undefined {
  const seconds = value === undefined ? undefined : /(?:^|[,\s])timeout=(\d{1,6})/i.exec(value)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
