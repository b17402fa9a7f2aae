import type { JsonRecord } from "../base/json_value.ts";
import type { FormattedText } from "./formatted_text.ts";

/** A message where a bot sees it: ids of private chats and basic groups mean something to that bot alone. */
export interface Place {
  readonly bot: number;
  readonly chat: number;
  readonly message: number;
}

/** How a message goes on: with its author shown, without, or as a text about it. */
type Form = "forward" | "copy" | "text";

/** What became of a message at the other end: as {@linkcode Form}, `signed` being a copy with its author's name. */
export const linkForms = ["forward", "copy", "text", "signed"] as const;
export type LinkForm = (typeof linkForms)[number];

/** Sends a message to a chat. */
export interface SendTask {
  readonly do: Form;
  readonly chat: number;
  /** A topic of the chat, or one for each chat that messages come from. */
  readonly topic?: number | "each";
  /** The Message that is sent. */
  readonly message: JsonRecord;
  /** What is sent instead, where `do` is `text`. */
  readonly text?: FormattedText;
  /** Place of the action in its rule; -1 on the way back. */
  readonly action: number;
  /** How many bots have handed it on, this time included. */
  readonly hops: number;
}

/** Answers a message in its chat. */
export interface Answer {
  readonly do: "answer";
  readonly chat: number;
  readonly message: JsonRecord;
  readonly text: FormattedText;
}

/** Edits what was sent of a message that was edited. */
export interface Edit {
  readonly do: "edit";
  readonly chat: number;
  readonly update: JsonRecord;
}

/** Deletes what was sent of a message. */
export interface Deletion {
  readonly do: "delete";
  readonly chat: number;
}

/** Sets the reaction to what was sent of a message. */
export interface Reaction {
  readonly do: "react";
  readonly chat: number;
  readonly message: number;
  readonly reaction: readonly JsonRecord[];
}

/** Asks the language model which rule an update is for. */
export interface Choice {
  readonly do: "choose";
  readonly update: JsonRecord;
}

/** What one job does. */
export type Task = SendTask | Answer | Edit | Deletion | Reaction | Choice;

/** Something that is to be sent because of an update. */
export interface NewJob {
  /** The rule; 0 while none is chosen. */
  readonly routeId: number;
  /** Where it comes from; `message` is 0 for updates without one. */
  readonly source: Place;
  /** Who caused it; 0 when nobody did. */
  readonly userId: number;
  /** Place of the update in the journal of the source's bot; 0 when it was none. */
  readonly position: number;
  /** The bot that is to send. */
  readonly bot: number;
  /** Parts of one album share it; empty for what stands alone. */
  readonly album: string;
  readonly task: Task;
  /** Milliseconds since the epoch. */
  readonly addedAtMs: number;
}

/** A {@linkcode NewJob} that is kept. */
export interface Job extends NewJob {
  readonly id: number;
}

/** A queue: what one rule lets one bot send. */
export interface LaneKey {
  readonly routeId: number;
  readonly bot: number;
}

/** Two messages that are the same one to people: what somebody wrote, and what a bot made of it elsewhere. */
export interface Link {
  readonly routeId: number;
  readonly original: Place;
  /** Forum topic of the original; 0 for none. */
  readonly originalTopic: number;
  readonly copy: Place;
  readonly copyTopic: number;
  readonly form: LinkForm;
  /** `file_unique_id` of the original's file; empty where it has none. */
  readonly file: string;
  /** Place of the action in its rule; -1 on the way back. */
  readonly action: number;
  readonly hops: number;
  readonly addedAtMs: number;
}

/** The topic that a rule made for a chat. */
export interface OwnTopic {
  readonly routeId: number;
  /** The bot and the forum it is in. */
  readonly bot: number;
  readonly chat: number;
  readonly topic: number;
  /** Whose messages go there. */
  readonly sourceBot: number;
  readonly sourceChat: number;
}
