import type { Method } from "./call.ts";
import { editMethods } from "./methods/edits.ts";
import { fileMethods } from "./methods/files.ts";
import { mediaMethods } from "./methods/media.ts";
import { messageMethods } from "./methods/messages.ts";
import { moveMethods } from "./methods/moves.ts";
import { pollMethods } from "./methods/polls.ts";
import { sessionMethods } from "./methods/session.ts";
import { thingMethods } from "./methods/things.ts";
import { webhookMethods } from "./methods/webhook.ts";

const families: readonly Readonly<Record<string, Method>>[] = [
  sessionMethods,
  webhookMethods,
  messageMethods,
  mediaMethods,
  thingMethods,
  pollMethods,
  editMethods,
  moveMethods,
  fileMethods,
];

const byName: ReadonlyMap<string, Method> = new Map(
  families.flatMap((family) =>
    Object.entries(family).map(([name, method]) => [name.toLowerCase(), method] as const)
  ),
);

/** The method whose name in lower case is `lowerCaseName`; `undefined` when the Bot API has none. */
export function findMethod(lowerCaseName: string): Method | undefined {
  return byName.get(lowerCaseName);
}
