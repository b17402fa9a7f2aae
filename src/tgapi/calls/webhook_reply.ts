import type { AccessScope } from "../../registry/entities/access_token.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { isMethodName } from "../../telegram/method_names.ts";
import type { WholeBody } from "../../telegram/parameters.ts";
import { isRefusedInReply, tryReadReplyCall } from "../../telegram/webhook_reply.ts";
import type { ActingCalls } from "./acting_calls.ts";
import type { ActingCaller } from "./caller.ts";
import { isMethodInScope } from "./method_scope.ts";

/** What became of a backend's answer. `method` is as the backend spelled it, cut to a length fit for a log. */
export type ReplyOutcome =
  /** It asks for nothing. */
  | { readonly kind: "nothing" }
  /** It is multipart that cannot be read, whatever it asks for. */
  | { readonly kind: "unreadable"; readonly why: string }
  /** It asks for something that was not tried; `why` completes a sentence about the method. */
  | { readonly kind: "refused"; readonly method: string; readonly why: string }
  /** Upstream carried it out. */
  | { readonly kind: "done"; readonly method: string }
  /** It was answered with an error, as the caller of any call would be; no token is in the description. */
  | {
    readonly kind: "failed";
    readonly method: string;
    readonly code: number;
    readonly description: string;
  };

/** How many characters of a method's name are told on; the longest of the Bot API has 33. */
const maxMethodLength = 64;

/**
 * Carries out the method call in a backend's answer, once, with the bytes that the backend sent, for the consumer and
 * within the scope of the access token that set the webhook.
 *
 * @throws the reason of `signal` when that aborts, and nothing else.
 */
export async function runWebhookReply(
  calls: Pick<ActingCalls, "call">,
  caller: ActingCaller,
  body: WholeBody,
  signal: AbortSignal,
): Promise<ReplyOutcome> {
  const call = tryReadReplyCall(body);
  if (call === undefined) return { kind: "nothing" };
  if (call instanceof TelegramError) return { kind: "unreadable", why: call.description };
  const method = call.method.slice(0, maxMethodLength);
  const why = refusalOf(call.method, caller.scope);
  if (why !== undefined) return { kind: "refused", method, why };
  const answer = await calls.call(caller, call.method, body, signal);
  if (answer.ok) return { kind: "done", method };
  const { code, description } = answer.error;
  return { kind: "failed", method, code, description };
}

function refusalOf(method: string, scope: AccessScope): string | undefined {
  if (!isMethodName(method)) return "is not the name of a method";
  if (isRefusedInReply(method)) {
    return "cannot be called in an answer to an update; call it as any other program does";
  }
  if (!isMethodInScope(scope, method.toLowerCase())) return "is not among the methods of the access token";
  return undefined;
}
