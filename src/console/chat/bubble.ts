import type { TextKey } from "../language/locale.ts";
import type { TextNode } from "./text_node.ts";

/** A file, served by BotMux. */
export interface ShownFile {
  readonly href: string;
  /** 0 when not known. */
  readonly width: number;
  readonly height: number;
}

/** Something to look at or to listen to. */
export type ShownMedia =
  | {
    readonly kind: "image";
    readonly file: ShownFile;
    readonly fullHref: string;
    readonly isHidden: boolean;
  }
  | {
    readonly kind: "video" | "animation" | "round-video";
    /** Absent when Telegram does not give it out. */
    readonly href: string | undefined;
    readonly poster: ShownFile | undefined;
    readonly seconds: number;
    readonly isHidden: boolean;
  }
  | {
    readonly kind: "audio" | "voice";
    readonly href: string | undefined;
    readonly title: string;
    readonly performer: string;
    readonly seconds: number;
  }
  | {
    readonly kind: "document";
    readonly href: string | undefined;
    readonly name: string;
    readonly bytes: number;
    readonly thumbnail: ShownFile | undefined;
  }
  | { readonly kind: "sticker"; readonly file: ShownFile | undefined; readonly emoji: string }
  | {
    readonly kind: "place";
    readonly latitude: number;
    readonly longitude: number;
    readonly title: string;
    /** Coordinates, where it has no other. */
    readonly address: string;
    readonly isLive: boolean;
  }
  | { readonly kind: "contact"; readonly name: string; readonly phone: string }
  | {
    readonly kind: "poll";
    readonly question: string;
    /** What is said about it and about the right answer. */
    readonly notes: readonly string[];
    readonly options: readonly { readonly text: string; readonly votes: number; readonly isRight: boolean }[];
    readonly total: number;
    readonly isQuiz: boolean;
    readonly isClosed: boolean;
  }
  | { readonly kind: "dice"; readonly emoji: string; readonly value: number }
  | {
    readonly kind: "checklist";
    readonly title: string;
    readonly tasks: readonly { readonly text: string; readonly isDone: boolean }[];
  }
  /** What is told in words: a story, a gift, an invoice … */
  | { readonly kind: "words"; readonly label: ContentLabel; readonly detail: string }
  /** What this BotMux does not know. */
  | { readonly kind: "raw"; readonly name: string; readonly json: string };

/** The name of what a message holds, as a text of the console. */
export type ContentLabel = Extract<TextKey, `content.${string}`>;

/** Somebody who wrote. */
export interface ShownSender {
  readonly name: string;
  /** Their page; absent for chats and hidden people. */
  readonly href: string | undefined;
  /** Chooses their colour, where there is no picture. */
  readonly id: number;
  /** Address of their picture. */
  readonly photo?: string | undefined;
}

/** What a message answers. */
export interface ShownReply {
  readonly name: string;
  readonly text: string;
  /** Where it stands; absent when that is another chat. */
  readonly href: string | undefined;
}

/** A message of a chat. */
export interface Bubble {
  /** Of its element: `m` and the id of the message. */
  readonly id: string;
  readonly messageId: number;
  /** Its own page: history, actions, raw. */
  readonly href: string;
  /** Answers it. */
  readonly replyHref: string | undefined;
  readonly isOut: boolean;
  readonly sender: ShownSender;
  /** Whether the one before is by the same sender, just before. */
  readonly isContinued: boolean;
  readonly atMs: number;
  readonly editedAtMs: number;
  readonly deletedAtMs: number;
  readonly viaBot: string;
  /** The forum topic it is in, where messages of several stand together. */
  readonly topic: { readonly name: string; readonly href: string } | undefined;
  readonly forwardedFrom: string;
  readonly signature: string;
  readonly reply: ShownReply | undefined;
  readonly media: readonly ShownMedia[];
  /** Ids of elements, one for each media of an album. */
  readonly mediaIds: readonly string[];
  readonly text: readonly TextNode[];
  readonly reactions: readonly { readonly reaction: string; readonly count: number }[];
  readonly buttons: readonly (readonly { readonly text: string; readonly href: string | undefined }[])[];
  /** A note of Telegram's about the chat, instead of a message. */
  readonly service: ShownService | undefined;
}

/** A service message in words. */
export interface ShownService {
  readonly label: ContentLabel;
  /** Names and texts it is about. */
  readonly detail: string;
}
