import type { SandboxBot } from "../../src/sandbox/sandbox_interface.ts";
import { type ApiSetup, openApi } from "./api_setup.ts";
import { ConsoleVisitor } from "./console_visitor.ts";
import { until } from "./until.ts";
import { keepRecords } from "./worded_records.ts";
import { cycle, talk, type TalkPlace } from "./worded_talk.ts";

/** Who looks at the console. */
export interface Grantee {
  readonly role: "viewer" | "manager" | "owner";
  /** The bots they know; all without it. */
  readonly bots?: readonly number[];
}

/** Two bots that talk with the same person and others, and have records; everything about the second says "covert". */
export interface TwoBots extends AsyncDisposable {
  readonly setup: ApiSetup;
  readonly shown: SandboxBot;
  readonly hidden: SandboxBot;
  readonly hiddenPlace: TalkPlace;
  /** Somebody signed in at the console. */
  visitor(grantee: Grantee): Promise<ConsoleVisitor>;
  /** Somebody says something in the hidden bot's group; resolves when it is archived. */
  hiddenWord(): Promise<void>;
}

const password = "correct horse battery";
/** Nobody listens here. */
const nowhere = "http://127.0.0.1:9";

/** Opens them; both are polled. */
export async function openTwoBots(): Promise<TwoBots> {
  const setup = await openApi({ isDemo: true });
  const { sandbox, user } = setup.upstream;
  const shown = setup.upstream.bot;
  const hidden = sandbox.addBot({ username: "covert_bot", name: "Covert" });
  await setup.api.done("POST", "/bots", { token: hidden.token });
  setup.start();
  const places = new Map<SandboxBot, TalkPlace>();
  for (const [bot, word] of [[shown, "shown"], [hidden, "covert"]] as const) {
    const texts = Array.from({ length: 4 }, (_, index) => `${word} ${index}`);
    const place = talk(sandbox, bot, texts);
    places.set(bot, place);
    sandbox.speak({ from: user, bot: bot.id, text: `${word}, in private` });
    await keepRecords(setup.api, bot.id, place, cycle(texts), nowhere);
  }
  for (const bot of places.keys()) await archived(setup, bot.id, user, 1);
  const hiddenPlace = places.get(hidden)!;
  let said = 1;
  return {
    setup,
    shown,
    hidden,
    hiddenPlace,
    async visitor({ role, bots }) {
      const name = `${role}${bots === undefined ? "" : "-of-some"}`;
      await setup.api.done("POST", "/operators", { name, password, role, ...(bots ? { bots } : {}) });
      return await new ConsoleVisitor(setup.served.url).signIn(name, password);
    },
    async hiddenWord() {
      sandbox.speak({ from: user, bot: hidden.id, text: "covert, once more" });
      await archived(setup, hidden.id, user, ++said);
    },
    [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
  };
}

/** Resolves when a chat has so many messages in the archive; what was said before has come there too, then. */
async function archived(setup: ApiSetup, botId: number, chatId: number, count: number): Promise<void> {
  const archive = setup.served.botmux.archive!;
  await until(async () => (await archive.messages({ botId, chatId })).items.length === count);
}
