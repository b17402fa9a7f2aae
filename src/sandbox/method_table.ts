import type { Method } from "./call.ts";
import { absentMethods } from "./methods/absent.ts";
import { answerMethods } from "./methods/answers.ts";
import { chatMethods } from "./methods/chats.ts";
import { editMethods } from "./methods/edits.ts";
import { fileMethods } from "./methods/files.ts";
import { gameMethods } from "./methods/games.ts";
import { inviteMethods } from "./methods/invites.ts";
import { mediaMethods } from "./methods/media.ts";
import { memberMethods } from "./methods/members.ts";
import { messageMethods } from "./methods/messages.ts";
import { moveMethods } from "./methods/moves.ts";
import { pollMethods } from "./methods/polls.ts";
import { profileMethods } from "./methods/profile.ts";
import { sessionMethods } from "./methods/session.ts";
import { starMethods } from "./methods/stars.ts";
import { stickerMethods } from "./methods/stickers.ts";
import { thingMethods } from "./methods/things.ts";
import { topicMethods } from "./methods/topics.ts";
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
  answerMethods,
  chatMethods,
  memberMethods,
  inviteMethods,
  topicMethods,
  profileMethods,
  stickerMethods,
  starMethods,
  gameMethods,
  absentMethods,
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
