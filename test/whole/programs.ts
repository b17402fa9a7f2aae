import { Bot as GrammyBot } from "grammy";
import { Telegraf } from "telegraf";
import { Bot as NodeBot } from "node-telegram-bot-api";
import type { ServedBotmux, Witness } from "../support/served_botmux.ts";

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

/** Programs of one BotMux. When the scope ends all are stopped, and BotMux is closed. */
export class Cast implements AsyncDisposable {
  readonly #programs: BotProgram[] = [];
  readonly #botmux: ServedBotmux;

  constructor(botmux: ServedBotmux) {
    this.#botmux = botmux;
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
    await this.#botmux.botmux.close();
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

/** A grammY program at `apiRoot`. */
export function createGrammyProgram(
  apiRoot: string,
  token: string,
  behave: (bot: GrammyBot) => void = () => {},
): BotProgram {
  const bot = new GrammyBot(token, { client: { apiRoot } });
  return createProgram({
    onUpdate: (see) =>
      void bot.use((context, next) => {
        see(context.update);
        return next();
      }),
    behave: () => behave(bot),
    onError: (fail) => bot.catch(({ error }) => fail(error)),
    run: () => bot.start(),
    stop: () => bot.stop(),
  });
}

/** A telegraf program at `apiRoot`. */
export function createTelegrafProgram(
  apiRoot: string,
  token: string,
  behave: (bot: Telegraf) => void = () => {},
): BotProgram {
  const bot = new Telegraf(token, { telegram: { apiRoot } });
  return createProgram({
    onUpdate: (see) =>
      void bot.use((context, next) => {
        see(context.update);
        return next();
      }),
    behave: () => behave(bot),
    onError: (fail) => void bot.catch(fail),
    run: () => bot.launch(),
    stop: () => bot.stop(),
  });
}

/** A node-telegram-bot-api program at `apiRoot`. */
export function createNodeProgram(
  apiRoot: string,
  token: string,
  behave: (bot: NodeBot) => void = () => {},
): BotProgram {
  const bot = new NodeBot(token, { apiRoot });
  let failPoll: (error: unknown) => void = () => {};
  return createProgram({
    onUpdate: (see) =>
      void bot.use((context, next) => {
        see(context.update);
        return next();
      }),
    behave: () => behave(bot),
    onError(fail) {
      bot.catch(fail);
      failPoll = fail;
    },
    run: () => bot.startPolling(undefined, { onError: (error) => failPoll(error) }),
    stop: () => bot.stop(),
  });
}

/** What differs between libraries. */
interface Library {
  onUpdate(see: (update: SeenUpdate) => void): void;
  behave(): void;
  onError(fail: (error: unknown) => void): void;
  /** Polls until stopped. */
  run(): Promise<void>;
  stop(): void | Promise<void>;
}

function createProgram(library: Library): BotProgram {
  const seen: SeenUpdate[] = [];
  const errors: unknown[] = [];
  let isStopping = false;
  let running: Promise<void> | undefined;
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
