import { connect, type Socket } from "node:net";

/** Connections that are opened at a time. */
const openedAtOnce = 100;
const maxFailures = 10;

/** A long poll for each of many bots that get no updates: asked again as soon as it is answered. */
export class IdlePolls implements Disposable {
  readonly failures: string[] = [];
  readonly #sockets: Socket[] = [];
  #isOver = false;

  private constructor() {}

  static async open(url: string, tokens: readonly string[]): Promise<IdlePolls> {
    const polls = new IdlePolls();
    for (let from = 0; from < tokens.length; from += openedAtOnce) {
      await Promise.all(
        tokens.slice(from, from + openedAtOnce).map((token) => polls.#open(new URL(url), token)),
      );
    }
    return polls;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #open({ hostname, port, host, pathname }: URL, token: string): Promise<void> {
    const path = `${pathname === "/" ? "" : pathname}/bot${token}/getUpdates?timeout=50`;
    const ask = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const socket = connect(Number(port), hostname);
    this.#sockets.push(socket);
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      // An empty answer is short and comes whole.
      if (!answer.endsWith("]}") && !answer.endsWith("}}")) return;
      if (!answer.startsWith("HTTP/1.1 200 ")) this.#fail(`a poll was answered ${answer.slice(9, 80)}`);
      answer = "";
      socket.write(ask);
    });
    socket.on("close", () => this.#fail("a poll's connection was closed"));
    return new Promise((resolve, reject) => {
      socket.on("error", reject);
      socket.once("connect", () => {
        socket.write(ask);
        resolve();
      });
    });
  }

  #fail(failure: string): void {
    if (!this.#isOver && this.failures.length < maxFailures) this.failures.push(failure);
  }
}
