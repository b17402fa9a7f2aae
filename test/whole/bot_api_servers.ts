import { type ServedSandbox, serveSandbox } from "../sandbox/serving.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { watchUpstream } from "../support/watched_upstream.ts";

/** An address of a server for one program alone, which notes what it asks. */
export interface BotApiAddress {
  /** Scheme, host and port. */
  readonly url: string;
  /** Methods of the calls that arrived. */
  readonly asked: readonly string[];
}

/** A server that programs take for Telegram, and the sandbox that is the world behind it. */
export interface BotApiServer extends AsyncDisposable {
  readonly served: ServedSandbox;
  address(): Promise<BotApiAddress>;
  /** Ends what programs wait for. */
  close(): Promise<void>;
}

/** The sandbox itself. */
export async function openSandbox(): Promise<BotApiServer> {
  const stack = new AsyncDisposableStack();
  const served = stack.use(await serveSandbox());
  return {
    served,
    async address() {
      const { url, methods } = stack.use(await watchUpstream(served.sandbox));
      return { url, asked: methods };
    },
    close: () => served.sandbox.close(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** A BotMux that polls the sandbox. */
export async function openBotmux(): Promise<BotApiServer> {
  const stack = new AsyncDisposableStack();
  const served = stack.use(await serveSandbox());
  const botmux = stack.use(await ServedBotmux.open({ upstream: served.url, bots: [served.bot.token] }));
  botmux.start();
  return {
    served,
    address: () => botmux.witness(),
    close: () => botmux.botmux.close(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
