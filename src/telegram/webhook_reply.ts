import { TelegramError } from "./envelope.ts";
import { type Parameters, readParameters, type WholeBody } from "./parameters.ts";

/** A method call that a backend put into its answer to an update. */
interface ReplyCall {
  /** As the backend spelled it; not empty, otherwise unchecked. */
  readonly method: string;
  readonly parameters: Parameters;
}

/** Content types of answers that may hold a call; all others are passed over. */
const spoken = /application\/(json|x-www-form-urlencoded)|multipart\/form-data/i;
const refused: ReadonlySet<string> = new Set(["setwebhook", "deletewebhook", "close", "logout"]);

/** Reads a backend's answer: `undefined` when it asks for nothing, an error of 400 when it is multipart that cannot be read. */
export function tryReadReplyCall(body: WholeBody): ReplyCall | TelegramError | undefined {
  if (!spoken.test(body.contentType)) return undefined;
  try {
    const parameters = readParameters("", body);
    const method = parameters.get("method");
    return method === undefined ? undefined : { method, parameters };
  } catch (error) {
    if (error instanceof TelegramError) return error;
    throw error;
  }
}

/**
 * Whether the official server never runs `method`, in any case of letters, for a backend's answer: what changes the
 * webhook or ends the session, and all that only asks, for nobody would read what it says.
 */
export function isRefusedInReply(method: string): boolean {
  const name = method.toLowerCase();
  return refused.has(name) || name.startsWith("get");
}
