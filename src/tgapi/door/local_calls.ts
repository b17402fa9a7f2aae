import type { CancelSignal } from "../../base/cancel_signal.ts";
import type { HttpResponse } from "../../base/http_message.ts";
import { readAllowedUpdates, readGetUpdatesParameters } from "../../telegram/get_updates.ts";
import type { Parameters } from "../../telegram/parameters.ts";
import type { Caller } from "../calls/caller.ts";
import { jsonAnswer, okAnswer } from "../exchange/own_answers.ts";
import type { LocalMethods } from "./ports.ts";
import { answerCheckInitData } from "./signed_data_call.ts";
import { readWebhookParameters } from "./webhook_parameters.ts";

/** Answers a call that never goes upstream. Throws `TelegramError` when it refuses. */
export type LocalCall = (
  local: LocalMethods,
  caller: Caller,
  parameters: Parameters,
  signal: CancelSignal,
) => Promise<HttpResponse> | HttpResponse;

/**
 * The calls that never go upstream, by their name in lower case. `logOut` and `close` answer `true` and do nothing:
 * upstream they would end the bot's session for everybody, and a consumer's own cursor has nothing to log out of or
 * to close.
 */
const localCalls: ReadonlyMap<string, LocalCall> = new Map<string, LocalCall>([
  ["getupdates", async (local, caller, parameters, signal) => {
    return jsonAnswer(await local.getUpdates(caller, readGetUpdatesParameters(parameters), signal));
  }],
  ["setwebhook", async (local, caller, parameters) => {
    const webhook = readWebhookParameters(parameters);
    if (webhook.url === "") return deleteWebhook(local, caller, parameters);
    return okAnswer(true, await local.setWebhook(caller, webhook));
  }],
  ["deletewebhook", (local, caller, parameters) => deleteWebhook(local, caller, parameters)],
  ["getwebhookinfo", async (local, caller) => okAnswer(await local.getWebhookInfo(caller))],
  ["logout", () => okAnswer(true)],
  ["close", () => okAnswer(true)],
  ["checkinitdata", (local, { realToken }, parameters) => {
    return okAnswer(answerCheckInitData(parameters, { token: realToken, nowMs: local.now() }));
  }],
]);

/** How the method is answered here; `undefined` when it goes upstream. `method` is in lower case. */
export function findLocalCall(method: string): LocalCall | undefined {
  return localCalls.get(method);
}

/** Whether the method, in lower case, sets a webhook or takes one away. */
export function changesWebhook(method: string): boolean {
  return method === "setwebhook" || method === "deletewebhook";
}

/** Whether the call, in lower case, presents what proves who somebody is: nobody is told of its parameters. */
export function presentsProof(method: string): boolean {
  return method === "checkinitdata";
}

async function deleteWebhook(
  local: LocalMethods,
  caller: Caller,
  parameters: Parameters,
): Promise<HttpResponse> {
  const description = await local.deleteWebhook(caller, {
    allowedUpdates: readAllowedUpdates(parameters),
    dropPendingUpdates: parameters.boolean("drop_pending_updates"),
  });
  return okAnswer(true, description);
}
