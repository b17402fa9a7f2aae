import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandOf, type Running, type Runtime, start, temporaryFolder } from "./processes.ts";

/** The bot whose token benches use. */
export const token = "1000001:bench-token-of-thirty-five-letters";

/** How BotMux is started. */
export interface BotmuxOptions {
  readonly runtime: Runtime;
  readonly upstream: string;
  /** Tokens of its bots; {@linkcode token} alone without them. */
  readonly bots?: readonly string[];
  readonly flags?: readonly string[];
  /** Fields of every bot in the configuration file, besides its token. */
  readonly botFields?: Readonly<Record<string, string>>;
  /** Folder to use and leave; without it, one of its own that is removed in the end. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts BotMux as its users do, in a process of its own, and resolves when it listens. `url` is its base URL. */
export async function startBotmux(
  { runtime, upstream, bots = [token], flags = [], botFields = {}, dataDir, env = {} }: BotmuxOptions,
): Promise<Running> {
  using opened = new DisposableStack();
  const folder = dataDir ?? opened.use(temporaryFolder()).path;
  const words = ["--listen", "127.0.0.1:0", "--data", folder, "--upstream", upstream];
  // Thousands of tokens are too long for a command line and for a variable.
  const config = join(folder, "bench.json");
  writeFileSync(config, JSON.stringify({ bots: bots.map((token) => ({ token, ...botFields })) }));
  const findUrl = (line: string) => /^ *Base URL +(\S+)/.exec(line)?.[1];
  const running = await start([
    ...commandOf(runtime, `src/main_${runtime}.ts`),
    ...words,
    "--config",
    config,
    ...flags,
  ], {
    findUrl,
    env,
  });
  const resources = opened.move();
  return {
    ...running,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      resources.dispose();
    },
  };
}
