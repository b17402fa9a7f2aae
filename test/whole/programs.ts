import type { Witness } from "../support/served_botmux.ts";

/** The part of an update that the tests compare. */
export interface SeenUpdate {
  readonly update_id: number;
  readonly message?: object | undefined;
}

/** A bot program made with a library as it is published, with the library's own loop. */
export interface BotProgram {
  /** Every update it was handed, in the order it was. */
  readonly seen: readonly SeenUpdate[];
  /** Everything that went wrong until it was stopped, including what ended its loop. */
  readonly errors: readonly unknown[];
  start(): void;
  stop(): Promise<void>;
}

/** Programs of one server. When the scope ends all are stopped, and the server is closed. */
export class Cast implements AsyncDisposable {
  readonly #programs: BotProgram[] = [];
  readonly #closeServer: () => Promise<void>;

  constructor(closeServer: () => Promise<void>) {
    this.#closeServer = closeServer;
  }

  /** Starts one. */
  start(program: BotProgram): BotProgram {
    this.#programs.push(program);
    program.start();
    return program;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = Promise.all(this.#programs.map((program) => program.stop()));
    // Their last polls would be held for three seconds, as with Telegram, because they repeat an offset.
    await this.#closeServer();
    await stopped;
  }
}

/** Its texts, in the order it saw them. */
export function textsOf({ seen }: BotProgram): string[] {
  return seen.flatMap(({ message }) =>
    message !== undefined && "text" in message && typeof message.text === "string" ? [message.text] : []
  );
}

/** Answers that were no success, as the wire had them. */
export function refusalsOf({ answered }: Witness): string[] {
  return answered.filter(({ status }) => status !== 200).map(({ method, status }) => `${method} ${status}`);
}

/** What differs between libraries. */
export interface Library {
  onUpdate(see: (update: SeenUpdate) => void): void;
  behave(): void;
  onError(fail: (error: unknown) => void): void;
  /** Takes updates until stopped. */
  run(): Promise<unknown>;
  stop(): void | Promise<void>;
}

/** The part of a library's bot that takes middleware; the same in all of them. */
export interface Middlewares {
  use(
    middleware: (context: { readonly update: SeenUpdate }, next: () => Promise<void>) => Promise<void>,
  ): unknown;
}

/** Makes `bot` tell of each update before it handles it. */
export function watchUpdates(bot: Middlewares, see: (update: SeenUpdate) => void): void {
  bot.use((context, next) => {
    see(context.update);
    return next();
  });
}

/** A program made with `library`. */
export function createProgram(library: Library): BotProgram {
  const seen: SeenUpdate[] = [];
  const errors: unknown[] = [];
  let isStopping = false;
  let running: Promise<unknown> | undefined;
  // What a library says while it gives up its own poll is no fault of the server.
  const fail = (error: unknown) => void (isStopping || errors.push(error));
  library.onUpdate((update) => seen.push(update));
  library.behave();
  library.onError(fail);
  return {
    seen,
    errors,
    start() {
      running = library.run().catch(fail);
    },
    async stop() {
      if (running === undefined || isStopping) return;
      isStopping = true;
      try {
        await library.stop();
      } catch {
        // On Deno the poll that grammY gave up is sent once more and meets grammY's last one: a 409 between the two.
      }
      await running;
    },
  };
}
