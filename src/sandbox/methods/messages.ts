import type { Call, Method } from "../call.ts";
import { send } from "../posting.ts";
import { readText, textMembers } from "../text/formatted.ts";

/** Sending of text. */
export const messageMethods: Readonly<Record<string, Method>> = { sendMessage };

function sendMessage(call: Call): unknown {
  const preview = call.parameters.json("link_preview_options");
  return send(call, {
    ...textMembers(readText(call)),
    ...(typeof preview === "object" && preview !== null ? { link_preview_options: preview } : {}),
  });
}
