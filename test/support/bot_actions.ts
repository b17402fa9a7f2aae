import { type ApiSetup, openApi } from "./api_setup.ts";
import type { ApiClient } from "./api_client.ts";

/** A BotMux over a sandbox, with a manager of its one bot who acts in the sandbox's group. */
export interface ActionSetup extends AsyncDisposable {
  readonly setup: ApiSetup;
  readonly manager: ApiClient;
  /** Path of the group. */
  readonly group: string;
  /** Path of a chat. */
  chat(id: number): string;
  /** The group's messages, oldest first. */
  // deno-lint-ignore no-explicit-any -- tests look into messages as people see them
  history(): any[];
  /** Sends a text into the group; gives its message id. */
  send(text: string): Promise<number>;
}

/** Opens one. */
export async function openActions(): Promise<ActionSetup> {
  const setup = await openApi();
  const { upstream, bot } = setup;
  const manager = await setup.withRole("manager", [bot]);
  const chat = (id: number) => `/bots/${bot}/chats/${id}`;
  const group = chat(upstream.group);
  return {
    setup,
    manager,
    group,
    chat,
    history: () => upstream.sandbox.history({ chat: upstream.group }),
    async send(text) {
      const { messages: [sent] } = await manager.done("POST", `${group}/messages`, { text });
      return sent.message_id;
    },
    [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
  };
}
