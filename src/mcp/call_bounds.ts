import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";

/** Maximum calls of tools at a time, of all agents together and of one access token. */
const maxCalls = 2_000;
const maxCallsPerToken = 16;

/** Bounds how many calls of tools run, those that wait included. */
export class CallBounds {
  readonly #running = new Map<number, number>();
  #total = 0;

  /** @throws {ProtocolError} when too many run. */
  async run<T>(accessTokenId: number, work: () => Promise<T>): Promise<T> {
    const own = this.#running.get(accessTokenId) ?? 0;
    if (own >= maxCallsPerToken || this.#total >= maxCalls) {
      throw new ProtocolError(
        ProtocolErrorCode.InternalError,
        "Too many calls at a time. Wait for one to end.",
      );
    }
    this.#running.set(accessTokenId, own + 1);
    this.#total++;
    try {
      return await work();
    } finally {
      this.#total--;
      const left = (this.#running.get(accessTokenId) ?? 1) - 1;
      if (left === 0) this.#running.delete(accessTokenId);
      else this.#running.set(accessTokenId, left);
    }
  }
}
