import type { JSX } from "hono/jsx/jsx-runtime";
import type { Endpoint } from "../http/api/endpoint.ts";
import type { FieldError } from "../http/problem.ts";
import type { IconName } from "./components/icon.tsx";
import type { UiFileName } from "./browser/files.ts";
import type { TextKey, TextValues } from "./language/locale.ts";
import type { CallInput, Visit } from "./serve/visit.ts";

/** A text without placeholders. */
export type PlainText = { [K in TextKey]: [] extends TextValues<K> ? K : never }[TextKey];
/** A short message about what was done; the part of its name after the area is `said`. */
export type SaidText = Extract<PlainText, `${string}.said.${string}`>;

/** What a page shows. */
export interface Shown {
  readonly title: string;
  readonly content: JSX.Element;
  /** Whether parts of it follow what happens. */
  readonly isLive?: boolean;
  /** Scripts beside those that every page has. */
  readonly scripts?: readonly UiFileName[];
  /** Style sheets beside the one that every page has. */
  readonly sheets?: readonly UiFileName[];
  /** 200 unless said otherwise. */
  readonly status?: 200 | 404;
}

/** Where to go on, and what is said there about what was done. */
export interface GoOn {
  /** A path of the console; whatever would lead elsewhere leads to `/`. */
  readonly to: string;
  readonly said?: SaidText;
}

/** What a form of a page does: it calls an endpoint, with its rights, its checks and its note in the audit log. */
export interface PageForm {
  /** Where it is sent, with parameters as `:name`. */
  readonly path: `/${string}`;
  /** Id of the endpoint. */
  readonly endpoint: string;
  /** Names of the fields that keep what stood in them when the form is refused. No secrets. */
  readonly keeps?: readonly string[];
  /** What is wrong with the fields before the endpoint is asked, such as a confirmation that was not typed. */
  check?(fields: FormFields, visit: Visit): readonly FieldError[];
  /** What the endpoint gets. The fields of the form were sent by anybody: the endpoint checks them. */
  input(fields: FormFields, visit: Visit): CallInput;
  /** What follows when it is done: another page, or this one with what the answer tells. */
  done(result: unknown, fields: FormFields, visit: Visit): GoOn | Shown | Promise<GoOn | Shown>;
}

/** Fields of a form that was sent. */
export interface FormFields {
  /** The first of this name; empty when there is none. */
  get(name: string): string;
  getAll(name: string): readonly string[];
}

/** Where the navigation shows a page. */
interface NavPlace {
  readonly label: PlainText;
  readonly icon: IconName;
  readonly group: "work" | "keep";
}

/** A page of the console. It exists by standing in the list of pages. */
export interface Page {
  /** With parameters as `:name`. `:bot` is looked up and authorised before the page is asked. */
  readonly path: `/${string}`;
  /** The least role that may see it; `nobody`: no one has to be signed in. */
  readonly role: Endpoint["role"];
  /** Whether it concerns all bots: who knows only some may not see it. */
  readonly isForAllBots?: boolean;
  /** Absent for pages that others lead to. */
  readonly nav?: NavPlace;
  /** Its name among the tabs of a bot; its path begins with `/bots/:bot` then. */
  readonly tab?: PlainText;
  /** Whether Telegram's web client may show it in a frame. */
  readonly isFramedByTelegram?: boolean;
  show(visit: Visit): Shown | GoOn | Promise<Shown | GoOn>;
  /** A form that is refused shows the page again, with what was wrong. */
  readonly forms?: readonly PageForm[];
}
