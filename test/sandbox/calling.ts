import { ManualClock } from "../support/manual_clock.ts";
import { createSandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";
import type { Sandbox, SandboxBot } from "../../src/sandbox/sandbox_interface.ts";

// deno-lint-ignore no-explicit-any -- tests look into results of every shape
export type Json = any;

/** An answer of the Bot API as read from JSON. */
export interface Answer {
  readonly ok: boolean;
  readonly result: Json;
  readonly error_code: number;
  readonly description: string;
  readonly parameters: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
}

/** Calls a method with JSON parameters and reads the answer. */
export async function call(
  sandbox: Sandbox,
  bot: SandboxBot,
  method: string,
  parameters: object = {},
  signal?: AbortSignal,
): Promise<Answer> {
  const response = await sandbox.fetch(
    new Request(`http://sandbox/bot${bot.token}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(parameters),
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  return await response.json();
}

/** The result of a call that must succeed. */
export async function result(
  sandbox: Sandbox,
  bot: SandboxBot,
  method: string,
  parameters?: object,
): Promise<Json> {
  const answer = await call(sandbox, bot, method, parameters);
  if (!answer.ok) throw new Error(`${method} was refused: ${answer.description}`);
  return answer.result;
}

/** The description of a call that must fail. */
export async function refusal(
  sandbox: Sandbox,
  bot: SandboxBot,
  method: string,
  parameters?: object,
): Promise<string> {
  const answer = await call(sandbox, bot, method, parameters);
  if (answer.ok) throw new Error(`${method} was not refused`);
  return answer.description;
}

/** A sandbox with a clock to move, a bot, a person who may be written to, and a group of both. */
export function createScene(options: SandboxOptions = {}): {
  sandbox: Sandbox;
  clock: ManualClock;
  bot: SandboxBot;
  user: number;
  group: number;
} {
  const clock = new ManualClock();
  const sandbox = createSandbox({ clock, ...options });
  const bot = sandbox.addBot({ username: "tried_bot", name: "Tried" });
  const user = sandbox.addUser({ firstName: "Ada", username: "ada_example" }).id;
  const group = sandbox.addGroup({
    title: "Garden",
    members: [user],
    bots: [bot.id],
    administrators: [bot.id],
  }).id;
  return { sandbox, clock, bot, user, group };
}

/** Takes and confirms everything that waits for a bot. */
export async function takeUpdates(sandbox: Sandbox, bot: SandboxBot, allowed?: string[]): Promise<Json[]> {
  const all = [];
  for (let offset = 0;;) {
    const updates = await result(sandbox, bot, "getUpdates", {
      offset,
      ...(allowed === undefined ? {} : { allowed_updates: allowed }),
    });
    if (updates.length === 0) return all;
    all.push(...updates);
    offset = updates.at(-1).update_id + 1;
  }
}
