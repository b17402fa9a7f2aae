/**
 * A program that embeds BotMux and tells its errors apart. It imports nothing of BotMux but the library, and says on
 * its standard output which class caught each mistake.
 *
 * Arguments: data folder.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createBotmux, OperationalError, RuleError, StorageError, UsageError } from "../../src/mod.ts";

const [folder = ""] = process.argv.slice(2);
const token = `4242:${"A".repeat(35)}`;
const options = {
  dataDir: join(folder, "data"),
  upstream: "http://127.0.0.1:9",
  bots: [token],
  refreshChats: false,
};
const answer = { name: "one", actions: [{ do: "answer", text: "hi" }] };

/** The classes that catch what `work` throws, the narrowest first. */
async function caught(work: () => unknown): Promise<readonly string[]> {
  try {
    await work();
    return ["nothing"];
  } catch (error) {
    const classes = [StorageError, RuleError, UsageError, OperationalError, RangeError, TypeError];
    return classes.filter((each) => error instanceof each).map(({ name }) => name);
  }
}

const botmux = await createBotmux(options);
const { registry, routes, archive } = botmux;
const kept = await routes.add(4242, answer);
const seen = {
  heldFolder: await caught(() => createBotmux(options)),
  heldCode: await createBotmux(options).catch((error) =>
    error instanceof OperationalError && error.fault.code
  ),
  badToken: await caught(() =>
    createBotmux({ ...options, dataDir: join(folder, "other"), bots: ["nonsense"] })
  ),
  shortApiKey: await caught(() =>
    createBotmux({ ...options, dataDir: join(folder, "other"), apiKey: "short" })
  ),
  badContact: await caught(() =>
    createBotmux({ ...options, dataDir: join(folder, "other"), securityContact: "nobody" })
  ),
  badRule: await caught(() =>
    routes.add(4242, { name: "two", when: { text: "(" }, actions: answer.actions })
  ),
  rulePath: await routes.add(4242, { ...answer, name: "two", when: { text: "(" } }).catch((error) =>
    error instanceof RuleError && error.path
  ),
  unknownMember: await caught(() => routes.add(4242, { ...answer, name: "two", wrong: 1 })),
  takenRule: await caught(() => routes.add(4242, answer)),
  goneRule: await caught(() => routes.remove(kept.id + 1)),
  foreignRule: await caught(() => routes.reorder(4242, [kept.id + 1])),
  knownBot: await caught(() => registry.addBot(token, { retentionMs: 1, maxJournalBytes: 1 })),
  goneBot: await caught(() => registry.removeBot(4343)),
  takenConsumer: await caught(() => registry.addConsumer(4242, { name: "default" })),
  wrongCursor: await caught(() => archive?.messages({ botId: 4242, chatId: 1, cursor: "wrong" })),
};
await botmux.close();
writeFileSync(join(options.dataDir, "botmux.db"), "no database".repeat(1000));
const damaged = await caught(() => createBotmux(options));
process.stdout.write(JSON.stringify({ ...seen, damaged }) + "\n");
