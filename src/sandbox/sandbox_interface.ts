import type { Faults } from "./faults.ts";
import type { Fields } from "./bot_api_objects.ts";
import type { NewBot } from "./people/newcomers.ts";
import type { People } from "./people/people.ts";

/** A bot of the sandbox. */
export interface SandboxBot {
  readonly id: number;
  readonly token: string;
  readonly username: string;
  readonly name: string;
}

/** An emulated Telegram. Nothing reaches it but through {@linkcode Sandbox.fetch} and these methods. */
export interface Sandbox extends People, AsyncDisposable {
  /**
   * The whole HTTP surface: `/bot<token>/<method>`, `/bot<token>/test/<method>` (the same bots in an empty world),
   * `/file/bot<token>/<path>`, and the control API below `/sandbox/`.
   */
  fetch(request: Request): Promise<Response>;
  /**
   * Registers a bot; without a token makes one.
   *
   * @throws {SandboxError} when the token has not the shape of one, or the bot is there already.
   */
  addBot(bot: NewBot): SandboxBot;
  /** The bots registered so far. */
  bots(): SandboxBot[];
  /**
   * Puts an update into a bot's queue as it is, past `allowed_updates`, and returns its `update_id`. Its lifetime
   * counts from now. Costs one `JSON.stringify`: cheap enough for load tests.
   *
   * @throws {SandboxError} when the queue is full, or the update is empty.
   */
  inject(botId: number, update: Readonly<Fields>): number;
  readonly faults: Faults;
  /** Ends parked polls, timers and webhook deliveries. */
  close(): Promise<void>;
}
