import { assert, assertEquals } from "@std/assert";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type ServedSandbox, serveSandbox } from "../sandbox/serving.ts";
import { connectAgent } from "../support/agent_setup.ts";
import { ApiClient, testApiKey } from "../support/api_client.ts";
import { programCommand, startProgram } from "../support/program.ts";
import { createRandom } from "../support/random.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { until } from "../support/until.ts";

const folder = dirname(fileURLToPath(import.meta.url));
const agentCount = 8;
/** With `AGENTS_SEC` in the environment, the agents are killed for so many seconds. */
const isLong = process.env["AGENTS_SEC"] !== undefined;
const seconds = Number(process.env["AGENTS_SEC"] ?? 8);
const perSecond = 20;
const maxLifeMs = 2_500;

/** An agent of one topic, in a process of its own. */
class AgentProcess {
  readonly topic: number;
  readonly token: string;
  readonly #file: string;
  readonly #url: string;
  readonly #way: "http" | "stdio";
  #child: ChildProcess | undefined;

  constructor(
    options: { readonly topic: number; readonly token: string; readonly file: string; readonly url: string },
    way: "http" | "stdio",
  ) {
    this.topic = options.topic;
    this.token = options.token;
    this.#file = options.file;
    this.#url = options.url;
    this.#way = way;
  }

  /** Texts that it wrote down, in their order. */
  get texts(): string[] {
    const text = existsSync(this.#file) ? readFileSync(this.#file, "utf8") : "";
    return text.slice(0, text.lastIndexOf("\n") + 1).split("\n").filter(Boolean)
      .flatMap((line): string[] => JSON.parse(line).texts);
  }

  start(): void {
    const [command = "", ...line] = [...programCommand.slice(0, -1), join(folder, "agent_program.ts")];
    this.#child = spawn(command, [...line, this.#url, this.#file, this.#way, ...programCommand], {
      env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", AGENT_TOKEN: this.token },
      stdio: "ignore",
    });
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, "close");
    child.kill("SIGKILL");
    await ended;
  }
}

/** A forum with a topic for each agent; gives their ids. */
function openForum({ sandbox, user, bot }: ServedSandbox): { forum: number; topics: number[] } {
  const forum = sandbox.addGroup({
    title: "Workshop",
    members: [user],
    bots: [bot.id],
    administrators: [bot.id],
    topics: [],
  }).id;
  const topics = Array.from(
    { length: agentCount },
    (_, index) => sandbox.addTopic({ chat: forum, name: `Agent ${index}` }),
  );
  return { forum, topics };
}

describe("Eight agents on one forum", () => {
  test("each get every message of their topic once, in order, however often they are killed", async () => {
    const seed = Date.now() % 1_000_000;
    const random = createRandom(seed);
    using files = createTempFolder();
    await using upstream = await serveSandbox();
    const { sandbox, user, bot } = upstream;
    const { forum, topics } = openForum(upstream);
    const words = ["--listen", "127.0.0.1:0", "--data", join(files.path, "data"), "--upstream", upstream.url];
    await using botmux = startProgram([...words, "--bot", bot.token], {
      cwd: files.path,
      env: { BOTMUX_API_KEY: testApiKey },
    });
    const url = await botmux.url();
    const api = await ApiClient.open(url);
    const agents: AgentProcess[] = [];
    for (const [index, topic] of topics.entries()) {
      // The first may read the topic of the second too.
      const reads = index === 0 ? { reads: [`${forum}/${topics[1]}`] } : {};
      const plan = { name: `worker-${index}`, topics: [`${forum}/${topic}`], ...reads };
      const { token } = await api.done("POST", `/bots/${bot.id}/agents`, plan);
      const file = join(files.path, `${index}.jsonl`);
      agents.push(new AgentProcess({ topic, token, file, url }, index < 6 ? "http" : "stdio"));
    }
    const spoken = new Map(topics.map((topic) => [topic, [] as string[]]));
    try {
      for (const agent of agents) agent.start();
      const endMs = performance.now() + seconds * 1000;
      let kills = 0;
      let count = 0;
      let nextKillMs = 0;
      while (performance.now() < endMs) {
        const topic = topics[Math.floor(random() * agentCount)]!;
        const text = `message ${count++}`;
        sandbox.speak({ from: user, chat: forum, topic, text });
        spoken.get(topic)!.push(text);
        if (performance.now() >= nextKillMs) {
          const agent = agents[Math.floor(random() * agentCount)]!;
          await agent.kill();
          agent.start();
          kills++;
          nextKillMs = performance.now() + random() * maxLifeMs / 2;
        }
        await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
      }
      await until(() => agents.every(({ topic, texts }) => texts.length >= spoken.get(topic)!.length));
      if (isLong) console.log(`${count} messages, ${kills} kills in ${seconds} s, seed ${seed}`);
      for (const { topic, texts } of agents) assertEquals(texts, spoken.get(topic), `seed ${seed}`);
      assert(kills > 1);
    } finally {
      await Promise.all(agents.map((agent) => agent.kill()));
    }
    await checkReading(url, agents, forum);
  });
});

/** The first agent reads the history of the second, as its read list says; nobody else reads another's. */
async function checkReading(url: string, agents: readonly AgentProcess[], forum: number): Promise<void> {
  const [first, second, third] = agents;
  const read = async (reader: AgentProcess, { topic }: AgentProcess) => {
    await using agent = await connectAgent(url, reader.token);
    return await agent.call("read_chat", { chat_id: forum, topic_id: topic });
  };
  assert(first !== undefined && second !== undefined && third !== undefined);
  const result = await read(first, second);
  assertEquals(result.isError ?? false, false);
  assert(JSON.stringify(result.structuredContent).includes("message "));
  assertEquals((await read(second, second)).isError ?? false, false);
  for (const [reader, other] of [[second, first], [third, second], [first, third]] as const) {
    const refused = await read(reader, other);
    assertEquals([refused.isError, JSON.stringify(refused.structuredContent).includes("403")], [true, true]);
    assert(!JSON.stringify(refused).includes("message "));
  }
}
