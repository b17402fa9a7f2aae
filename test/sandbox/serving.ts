import { createSandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";
import type { Sandbox, SandboxBot } from "../../src/sandbox/sandbox_interface.ts";
import { platform } from "../support/this_platform.ts";

/** A sandbox that listens on the loopback, with a bot, a person and a group. */
export interface ServedSandbox extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly bot: SandboxBot;
  readonly user: number;
  readonly group: number;
}

/** Starts one; disposing ends it with all its connections. */
export async function serveSandbox(options: SandboxOptions = {}): Promise<ServedSandbox> {
  const sandbox = createSandbox(options);
  const server = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => sandbox.fetch(request),
    // Connections cut on purpose come by here; the tests look at what the client gets.
    onError: () => {},
  });
  const bot = sandbox.addBot({ username: "tried_bot", name: "Tried" });
  const user = sandbox.addUser({ firstName: "Ada", username: "ada_example" }).id;
  const group =
    sandbox.addGroup({ title: "Garden", members: [user], bots: [bot.id], administrators: [bot.id] }).id;
  return {
    sandbox,
    url: server.url,
    bot,
    user,
    group,
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await server.close(0);
    },
  };
}
