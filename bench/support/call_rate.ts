import { Agent, request } from "node:http";

/** Failures that are told; more say nothing new. */
const maxFailures = 10;

/** Sends calls at a rate, whether those before are answered or not, and measures how long each takes. */
export class CallRate implements Disposable {
  readonly failures: string[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  readonly #url: string;
  readonly #timer: ReturnType<typeof setInterval>;
  #latencies: number[] = [];
  #isOver = false;

  constructor(url: string, token: string, perSecond: number) {
    this.#url = `${url}/bot${token}/sendMessage`;
    const beginMs = performance.now();
    let sent = 0;
    this.#timer = setInterval(() => {
      const due = Math.floor((performance.now() - beginMs) * perSecond / 1000);
      for (; sent < due; sent++) this.#send();
    }, 1);
  }

  /** How long the calls answered since the last look took, in milliseconds. */
  takeLatencies(): number[] {
    const latencies = this.#latencies;
    this.#latencies = [];
    return latencies;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#agent.destroy();
  }

  #send(): void {
    const startMs = performance.now();
    const headers = { "content-type": "application/json" };
    const call = request(this.#url, { method: "POST", agent: this.#agent, headers }, (response) => {
      response.resume().on("end", () => this.#latencies.push(performance.now() - startMs));
      if (response.statusCode !== 200) this.#fail(`a call was answered ${response.statusCode}`);
    });
    call.on("error", (error) => this.#fail(`a call failed: ${error.message}`));
    call.end('{"chat_id":42,"text":"a line of everyday length for a bot"}');
  }

  #fail(failure: string): void {
    if (!this.#isOver && this.failures.length < maxFailures) this.failures.push(failure);
  }
}
