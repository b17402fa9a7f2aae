import { type ServedSandbox, serveSandbox } from "../sandbox/serving.ts";
import { ApiClient, testApiKey } from "./api_client.ts";
import { openJournalHere } from "./journal_here.ts";
import { ServedBotmux, type ServedBotmuxOptions } from "./served_botmux.ts";

/** A BotMux over a sandbox, and a script with every right. */
export interface ApiSetup extends AsyncDisposable {
  readonly api: ApiClient;
  readonly served: ServedBotmux;
  readonly upstream: ServedSandbox;
  /** Id of its one bot. */
  readonly bot: number;
  /** A script whose key has a role, perhaps for some bots only. */
  withRole(role: string, bots?: readonly number[]): Promise<ApiClient>;
  /** Begins to poll and to push. */
  start(): void;
  /** Makes a person write to the bot; gives the text back. */
  speak(text: string): void;
}

/** How an {@linkcode ApiSetup} differs from the usual. */
export interface ApiSetupOptions extends Partial<Omit<ServedBotmuxOptions, "sandbox">> {
  /** Whether operators may act as the sandbox's people, as in a demo; no unless said otherwise. */
  readonly isDemo?: boolean;
}

/** Opens one; it neither polls nor pushes before {@linkcode ApiSetup.start}. */
export async function openApi({ isDemo = false, ...more }: ApiSetupOptions = {}): Promise<ApiSetup> {
  const upstream = await serveSandbox();
  const served = await ServedBotmux.open({
    upstream: upstream.url,
    bots: [upstream.bot.token],
    apiKey: testApiKey,
    openJournal: openJournalHere(),
    ...(isDemo ? { sandbox: upstream.sandbox } : {}),
    ...more,
  });
  const api = await ApiClient.open(served.url, { isDemo });
  return {
    api,
    served,
    upstream,
    bot: upstream.bot.id,
    async withRole(role, bots) {
      const { key } = await api.done("POST", "/api-keys", { label: role, role, ...(bots ? { bots } : {}) });
      return api.as(key);
    },
    start: () => served.start(),
    speak: (text) => void upstream.sandbox.speak({ from: upstream.user, chat: upstream.group, text }),
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}
