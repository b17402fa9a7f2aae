import Type from "typebox";
import { switchKind } from "../../base/value_kind.ts";
import { accessScope } from "./access_token.ts";
import { entity, optional, type RecordOf, required } from "./entity.ts";
import { chatIdKind, ChatIds } from "./list_items.ts";
import { placeKind, Places } from "./place.ts";
import { chatTopicKind, ChatTopics } from "./scope_topics.ts";

/** What an AI agent is made of: its name, and what it may do. */
export const agent = entity({
  name: required(Type.String({ pattern: "^[a-z0-9][a-z0-9_-]{0,57}$" }), {
    description: "Name of letters a-z, digits, '-' and '_'",
    placeholder: "NAME",
  }),
  chats: optional(ChatIds, { description: "Chats it takes part in", flag: "chat", written: chatIdKind }),
  topics: optional(ChatTopics, {
    description: "Forum topics it takes part in",
    flag: "topic",
    written: chatTopicKind,
  }),
  reads: optional(Places, {
    description: "Further chats and forum topics whose history it may read",
    flag: "read",
    written: placeKind,
  }),
  readOnly: optional(Type.Boolean(), { description: "It may read, and send nothing", written: switchKind }),
  shadow: optional(Type.Boolean(), { description: accessScope.shadow.description, written: switchKind }),
});

/** What an AI agent is to be. */
export type AgentPlan = Pick<RecordOf<typeof agent>, "name"> & Partial<RecordOf<typeof agent>>;
