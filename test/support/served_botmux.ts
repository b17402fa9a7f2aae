import { type EmbeddedBotmux, type InnerEnvironment, openEmbedded } from "../../src/app/embedded.ts";
import type { BotmuxOptions } from "../../src/app/options.ts";
import type { RunningServer } from "../../src/runtime/platform.ts";
import { cheapHash } from "./cheap_hash.ts";
import { createTempFolder } from "./temp_folder.ts";
import { platform } from "./this_platform.ts";
import { until } from "./until.ts";

/** An answer that a program got. */
export interface Witnessed {
  /** Last part of the path: the method. */
  readonly method: string;
  readonly status: number;
}

/** A door of one program's own, which notes what the program is answered. */
export interface Witness {
  /** Scheme, host and port. */
  readonly url: string;
  /** Methods of the calls that arrived, answered or not. */
  readonly asked: readonly string[];
  readonly answered: readonly Witnessed[];
}

/** What may be said of a {@linkcode ServedBotmux}. */
export type ServedBotmuxOptions = Omit<BotmuxOptions, "dataDir"> & InnerEnvironment;

/** An assembled BotMux on an empty data folder that listens on the loopback. */
export class ServedBotmux implements AsyncDisposable {
  readonly #options: ServedBotmuxOptions;
  readonly #folder = createTempFolder();
  readonly #servers: RunningServer[] = [];
  #botmux: EmbeddedBotmux | undefined;
  #isStarted = false;

  private constructor(options: ServedBotmuxOptions) {
    this.#options = options;
  }

  /** Opens one; {@linkcode start} makes it poll. */
  static async open(options: ServedBotmuxOptions): Promise<ServedBotmux> {
    const served = new ServedBotmux(options);
    await served.#open();
    await served.#listen(() => {});
    return served;
  }

  /** Its data folder. */
  get dataDir(): string {
    return this.#folder.path;
  }

  /** Scheme, host and port. */
  get url(): string {
    return this.#servers[0]?.url ?? "";
  }

  get botmux(): EmbeddedBotmux {
    if (this.#botmux === undefined) throw new Error("It is not open");
    return this.#botmux;
  }

  /** Begins to poll. */
  start(): void {
    this.#isStarted = true;
    this.botmux.start();
  }

  /** Resolves when every bot is well; without an update that takes a second. */
  async ready(): Promise<void> {
    await until(async () => {
      const response = await fetch(`${this.url}/readyz`);
      await response.body?.cancel();
      return response.ok;
    });
  }

  /** Closes it and opens it again on the same data folder, behind the same address. Polls if it polled before. */
  async restart(): Promise<void> {
    await this.botmux.close();
    await this.#open();
    if (this.#isStarted) this.botmux.start();
  }

  /** Another address for the same BotMux. */
  async witness(): Promise<Witness> {
    const asked: string[] = [];
    const answered: Witnessed[] = [];
    const url = await this.#listen((request, response) => {
      const method = new URL(request.url).pathname.split("/").at(-1) ?? "";
      asked.push(method);
      response.then(({ status }) => answered.push({ method, status }), () => {});
    });
    return { url, asked, answered };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.botmux.close();
    await Promise.all(this.#servers.map((server) => server.close(0)));
    this.#folder[Symbol.dispose]();
  }

  async #open(): Promise<void> {
    const { clock, openJournal, sandbox, passwordCost = cheapHash, ...options } = this.#options;
    const inner = { clock, openJournal, sandbox, passwordCost };
    this.#botmux = await openEmbedded({ ...options, dataDir: this.#folder.path }, inner);
  }

  async #listen(note: (request: Request, response: Promise<Response>) => void): Promise<string> {
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request, clientAddress) => {
        const response = this.botmux.fetch(request, { remoteAddr: { hostname: clientAddress() } });
        note(request, response);
        return response;
      },
      onError(error) {
        throw error;
      },
    });
    this.#servers.push(server);
    return server.url;
  }
}
