import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { decodeLatin1 } from "../../src/base/bytes.ts";
import { until } from "../support/until.ts";

/** A response as it came. */
export interface RawResponse {
  readonly status: number;
  /** Status line and fields. */
  readonly head: string;
  /** Values by name in lower case; of several, the last. */
  readonly fields: ReadonlyMap<string, string>;
  /** One character a byte, chunks put together. */
  readonly body: string;
}

/** Options for {@linkcode RawClient.connect}. */
export interface RawClientOptions {
  /** Certificate that is trusted: connects by TLS. */
  readonly ca?: string;
  /** Whether nothing is read before {@linkcode RawClient.resume}. */
  readonly isPaused?: boolean;
}

/** A client that sends bytes as they are given, and keeps those that come back. */
export class RawClient implements Disposable {
  readonly socket: Socket;
  /** All that came, one character a byte. */
  received = "";
  /** When the last bytes came, as `performance.now()`. */
  receivedAtMs = 0;
  /** Bytes that came. */
  receivedBytes = 0;
  isEnded = false;
  isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Uint8Array) => {
      this.received += decodeLatin1(chunk, 0, chunk.length);
      this.receivedBytes += chunk.length;
      this.receivedAtMs = performance.now();
    });
    socket.on("end", () => this.isEnded = true).on("close", () => this.isClosed = true).on("error", () => {});
  }

  static async connect(port: number, { ca, isPaused = false }: RawClientOptions = {}): Promise<RawClient> {
    const target = { port, host: "127.0.0.1", allowHalfOpen: true };
    const socket = ca === undefined
      ? connect(target)
      : connectTls({ ...target, ca, ALPNProtocols: ["http/1.1"] });
    if (isPaused) socket.pause();
    const client = new RawClient(socket);
    if (isPaused) socket.pause();
    await new Promise<void>((resolve, reject) => {
      socket.once(ca === undefined ? "connect" : "secureConnect", resolve).once("error", reject);
    });
    return client;
  }

  /** Sends text of one character a byte, or bytes. */
  send(data: string | Uint8Array): void {
    if (typeof data === "string") this.socket.write(data, "latin1");
    else this.socket.write(data);
  }

  /** Waits for `count` responses, of requests with these methods if not all are GET; gives them. */
  async responses(count: number, methods: readonly string[] = []): Promise<RawResponse[]> {
    let found: RawResponse[] = [];
    await until(() =>
      (found = parseResponses(this.received, methods, this.isOver)).length >= count || this.isOver
    );
    if (found.length < count) {
      throw new Error(`${found.length} of ${count} responses in ${JSON.stringify(this.received)}`);
    }
    return found;
  }

  /** Waits for the next response and gives it; forgets what came before. */
  async response(method = "GET"): Promise<RawResponse> {
    const [response] = await this.responses(1, [method]);
    this.received = "";
    return response!;
  }

  /** Whether nothing more will come. */
  get isOver(): boolean {
    return this.isEnded || this.isClosed;
  }

  /** Waits until the server has closed its side. */
  async ended(): Promise<void> {
    await until(() => this.isOver);
  }

  /** Closes the sending side. */
  end(): void {
    this.socket.end();
  }

  /** Sends RST. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** The whole responses that `text` begins with; interim ones are passed over. */
export function parseResponses(text: string, methods: readonly string[], isOver: boolean): RawResponse[] {
  const responses: RawResponse[] = [];
  let at = 0;
  for (;;) {
    const headEnd = text.indexOf("\r\n\r\n", at);
    if (headEnd < 0) return responses;
    const head = text.slice(at, headEnd);
    const status = Number(/^HTTP\/1\.1 (\d{3}) ?/.exec(head)?.[1]);
    if (status < 200) {
      at = headEnd + 4;
      continue;
    }
    const fields = new Map(
      head.split("\r\n").slice(1).map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const hasBody = methods[responses.length] !== "HEAD" && status !== 204 && status !== 304;
    const body = hasBody ? takeBody(text, headEnd + 4, fields, isOver) : { body: "", end: headEnd + 4 };
    if (body === undefined) return responses;
    responses.push({ status, head, fields, body: body.body });
    at = body.end;
  }
}

function takeBody(
  text: string,
  start: number,
  fields: ReadonlyMap<string, string>,
  isOver: boolean,
): { readonly body: string; readonly end: number } | undefined {
  const length = fields.get("content-length");
  if (length !== undefined) {
    const end = start + Number(length);
    return end > text.length ? undefined : { body: text.slice(start, end), end };
  }
  if (fields.get("transfer-encoding") !== "chunked") {
    return isOver ? { body: text.slice(start), end: text.length } : undefined;
  }
  let body = "";
  for (let at = start;;) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = parseInt(text.slice(at, lineEnd), 16);
    const end = lineEnd + 2 + size;
    if (text.length < end + 2) return undefined;
    body += text.slice(lineEnd + 2, end);
    at = end + 2;
    if (size === 0) return { body, end: at };
  }
}
