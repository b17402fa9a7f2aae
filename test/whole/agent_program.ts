/**
 * An AI agent as a program: waits for messages with the official client and writes down what it got, each answer with
 * its cursor in one line. It may be killed at any moment and started again on the same file.
 *
 * Run it with `agent_program.ts <url> <file> http|stdio <command…>`; the access token is in `AGENT_TOKEN`.
 */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import process from "node:process";

const [url = "", file = "", way, command = "", ...line] = process.argv.slice(2);
const token = process.env.AGENT_TOKEN ?? "";
const pauseMs = 200;

/** The cursor of the last whole line; a line that was cut off is taken away. */
function recall(): string | undefined {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) truncateSync(file, new TextEncoder().encode(whole).length);
  const last = whole.trimEnd().split("\n").at(-1);
  return last ? JSON.parse(last).cursor : undefined;
}

function createTransport() {
  if (way === "http") {
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    return new StreamableHTTPClientTransport(new URL("/mcp", url), { requestInit });
  }
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: process.env.HOME ?? "",
    BOTMUX_ACCESS_TOKEN: token,
  };
  return new StdioClientTransport({ command, args: [...line, "mcp", "--url", url], env, stderr: "ignore" });
}

const client = new Client({ name: "agent", version: "1.0.0" }, { versionNegotiation: { mode: "auto" } });
await client.connect(createTransport());
let cursor = recall();
for (;;) {
  const input = { ...(cursor === undefined ? {} : { cursor }), timeout_seconds: 30 };
  const { isError, structuredContent } = await client.callTool({
    name: "wait_for_message",
    arguments: input,
  });
  if (isError === true) {
    // Another life of this agent was still waiting.
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    continue;
  }
  const answer = structuredContent as {
    readonly cursor?: string;
    readonly events: readonly { readonly untrusted: { readonly text?: string } }[];
  };
  if (answer.events.length === 0) continue;
  cursor = answer.cursor;
  const texts = answer.events.map(({ untrusted }) => untrusted.text);
  appendFileSync(file, `${JSON.stringify({ cursor, texts })}\n`);
}
