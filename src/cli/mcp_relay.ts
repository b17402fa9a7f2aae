import process from "node:process";
import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { describeError, OperationalError } from "../base/errors.ts";
import { asText } from "../base/json_value.ts";
import type { CommandInput } from "./command.ts";
import { RemoteTools } from "./remote_tools.ts";
import { untilStopped } from "./stopping.ts";

/**
 * The process that started this one, and how often it is looked whether that still runs: Bun does not always tell that
 * the input ended when its other end was killed.
 */
const parent = process.ppid;
const parentCheckMs = 2_000;

/**
 * Speaks MCP on standard input and output, and passes what is asked about tools on to a running BotMux. Ends when the
 * input does, and when the process that started it is gone.
 *
 * @throws {UsageError} when the address or the access token is not known.
 * @throws {OperationalError} when BotMux does not answer, or refuses the token.
 */
export async function relayTools(input: CommandInput): Promise<number> {
  const remote = new RemoteTools(input);
  return await untilStopped(input, async ({ stop }) => {
    const { version, instructions } = await remote.introduce(stop);
    const server = () => createServer(remote, asText(version), asText(instructions));
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const { clock } = input.host;
    let stopLooking = () => {};
    const lookForParent = () => {
      if (process.ppid !== parent) return end();
      stopLooking = clock.schedule(lookForParent, parentCheckMs);
    };
    lookForParent();
    for (const event of ["end", "close", "error"]) process.stdin.once(event, () => end());
    process.stdout.once("error", () => end());
    stop.addEventListener("abort", () => end(), { once: true });
    const served = serveStdio(server, { onerror: (error) => input.host.stderr(describeError(error)) });
    await ended;
    stopLooking();
    await served.close();
    return 0;
  });
}

function createServer(remote: RemoteTools, version: string, instructions: string): Server {
  const server = new Server({ name: "botmux", title: "BotMux", version }, {
    capabilities: { tools: {} },
    instructions,
  });
  server.setRequestHandler("tools/list", (_request, { mcpReq }) => relay(remote.list(mcpReq.signal)));
  server.setRequestHandler(
    "tools/call",
    ({ params: { name, arguments: given = {} } }, { mcpReq }) =>
      relay(remote.call({ name, arguments: given }, mcpReq.signal)),
  );
  return server;
}

/** What BotMux answers, or what kept it from that, in words for the client. */
async function relay<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    throw new ProtocolError(ProtocolErrorCode.InternalError, error.message);
  }
}
