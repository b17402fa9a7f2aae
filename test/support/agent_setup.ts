import { assertEquals } from "@std/assert";
import { type CallToolResult, Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { tmpdir } from "node:os";
import process from "node:process";
import { type ApiSetup, openApi } from "./api_setup.ts";
import { programCommand } from "./program.ts";
import { until } from "./until.ts";

// deno-lint-ignore no-explicit-any -- tests look into answers whose shape they assert
type Facts = any;

/** An AI agent: the official client, connected to one BotMux. */
export interface TestAgent extends AsyncDisposable {
  readonly client: Client;
  /** Calls a tool that has to succeed, and gives what it answers. */
  done(tool: string, input?: Record<string, unknown>): Promise<Facts>;
  /** Calls a tool that has to be refused, and gives the code and the words. */
  refused(tool: string, input?: Record<string, unknown>): Promise<Facts>;
  call(tool: string, input?: Record<string, unknown>): Promise<CallToolResult>;
}

/** Connects the official client over HTTP. */
export async function connectAgent(
  url: string,
  token: string,
  era: "modern" | "legacy" = "modern",
): Promise<TestAgent> {
  const transport = new StreamableHTTPClientTransport(new URL("/mcp", url), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  const client = createClient(era);
  await client.connect(transport);
  return toTestAgent(client);
}

/** Connects the official client to `botmux mcp` on standard input and output, in a process of its own. */
export async function connectByStdio(
  url: string,
  token: string,
  era: "modern" | "legacy" = "modern",
): Promise<TestAgent> {
  const [command = "", ...line] = programCommand;
  const transport = new StdioClientTransport({
    command,
    args: [...line, "mcp", "--url", url],
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", BOTMUX_ACCESS_TOKEN: token },
    cwd: tmpdir(),
    stderr: "ignore",
  });
  const client = createClient(era);
  await client.connect(transport);
  return toTestAgent(client);
}

/** The official client, which speaks the newest revision or that of 2025. */
function createClient(era: "modern" | "legacy"): Client {
  return new Client({ name: "test-agent", version: "1.0.0" }, {
    versionNegotiation: { mode: era === "modern" ? "auto" : "legacy" },
  });
}

/** What tests ask of a connected client. */
function toTestAgent(client: Client): TestAgent {
  const call = async (name: string, input: Record<string, unknown> = {}) =>
    await client.callTool({ name, arguments: input });
  return {
    client,
    call,
    async done(tool, input) {
      const result = await call(tool, input);
      assertEquals(result.isError ?? false, false, JSON.stringify(result.structuredContent));
      return result.structuredContent;
    },
    async refused(tool, input) {
      const result = await call(tool, input);
      assertEquals(result.isError, true);
      return result.structuredContent;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** A BotMux that polls a bot in a group and in a forum with two topics. */
export interface AgentSetup extends ApiSetup {
  readonly forum: number;
  readonly topics: readonly [first: number, second: number];
  /** Makes an access token; gives its text. */
  token(scope: object, consumer?: string): Promise<string>;
  /** Somebody writes in the forum; resolves when it is archived. */
  speakIn(topic: number, text: string): Promise<void>;
}

/** Opens one, with an archive. */
export async function openAgents(): Promise<AgentSetup> {
  const setup = await openApi();
  const { sandbox, user, bot } = setup.upstream;
  const forum = sandbox.addGroup({
    title: "Workshop",
    members: [user],
    bots: [bot.id],
    administrators: [bot.id],
    topics: [],
  }).id;
  const topics = [
    sandbox.addTopic({ chat: forum, name: "First" }),
    sandbox.addTopic({ chat: forum, name: "Second" }),
  ] as const;
  setup.start();
  return {
    ...setup,
    forum,
    topics,
    async token(scope, consumer = "default") {
      const { token } = await setup.api.done("POST", `/bots/${bot.id}/tokens`, {
        scope,
        consumer,
        label: "agent",
      });
      return token;
    },
    async speakIn(topic, text) {
      sandbox.speak({ from: user, chat: forum, topic, text });
      await until(async () => {
        const found = await setup.served.botmux.archive!.search({ text: `"${text}"` });
        return found.items.length > 0;
      });
    },
  };
}
