import { fault } from "../faults/fault.ts";
import type { JsonRecord } from "../base/json_value.ts";
import { isRefusedAs } from "../telegram/telegram_meaning.ts";
import { type BotCalls, CallRefused } from "./bot_calls.ts";
import type { CompiledRule } from "./compiled_rules.ts";
import { captionOf, readSendable, type Sendable } from "./content.ts";
import { type JobOutcome, type Outcome, toOutcome } from "./outcome.ts";
import { type FormattedText, maxTextLength } from "./formatted_text.ts";
import type { Deletion, Edit, Job, Link, Place, Reaction } from "./job.ts";
import { isSamePlace } from "./place.ts";
import { withSignature } from "./signature.ts";
import type { RoutingStore } from "./routing_store.ts";
import type { StreamedFile } from "./multipart.ts";
import { readUpdateView, type UpdateView, type ViewingBot } from "./update_view.ts";

/** Options for {@linkcode CopyChanges}. */
interface CopyChangesOptions {
  readonly calls: BotCalls;
  readonly store: Pick<RoutingStore, "linksAt">;
  readonly rule: (routeId: number) => CompiledRule | undefined;
  readonly viewer: (botId: number) => ViewingBot;
}

type JobOf<T> = Job & { readonly task: T };

/** What becomes of one copy. */
type Change = Pick<JobOutcome, "result" | "details"> & { readonly isGone?: boolean };

const maxCaptionLength = 1_024;

/** Makes copies follow their originals: edits, deletions and reactions. */
export class CopyChanges {
  readonly #options: CopyChangesOptions;

  constructor(options: CopyChangesOptions) {
    this.#options = options;
  }

  /** Edits the copies of a message in one chat. */
  async edit(job: JobOf<Edit>, signal: AbortSignal): Promise<Outcome> {
    const { source, task: { update }, addedAtMs } = job;
    const view = readUpdateView(update, this.#options.viewer(source.bot), addedAtMs);
    return await this.#changeEach(job, (link) => this.#editOne(link, view, signal));
  }

  /** Deletes the copies of a message in one chat. */
  async delete(job: JobOf<Deletion>, signal: AbortSignal): Promise<Outcome> {
    return await this.#changeEach(job, async ({ copy }) => {
      await this.#options.calls.call(copy.bot, "deleteMessage", toPlace(copy), signal);
      return { result: "sent", details: [], isGone: true };
    });
  }

  /** Reacts at the other end as somebody has done at this one. */
  async react(job: JobOf<Reaction>, signal: AbortSignal): Promise<Outcome> {
    const { bot, task: { chat, message, reaction } } = job;
    // A bot has one reaction at most, and none that must be paid for.
    const own = reaction.filter(({ type }) => type !== "paid").slice(-1);
    const isLess = own.length < reaction.length;
    try {
      const parameters = { chat_id: chat, message_id: message, reaction: own };
      await this.#options.calls.call(bot, "setMessageReaction", parameters, signal);
    } catch (error) {
      if (!(error instanceof CallRefused)) throw error;
      const details = [fault("routing_reaction_refused", { said: error.error.description })];
      return { jobs: [{ job, result: "skipped", details, chat, message }], links: [] };
    }
    const details = isLess ? [fault("routing_reaction_single")] : [];
    return { jobs: [{ job, result: isLess ? "degraded" : "sent", details, chat, message }], links: [] };
  }

  async #changeEach(
    job: JobOf<Edit | Deletion>,
    change: (link: Link) => Promise<Change>,
  ): Promise<Outcome> {
    const { source, routeId, bot, task: { chat } } = job;
    const links = (await this.#options.store.linksAt(source)).filter(({ original, copy, ...link }) =>
      isSamePlace(original, source) && copy.bot === bot && copy.chat === chat && link.routeId === routeId
    );
    if (links.length === 0) return toOutcome([job], "skipped", fault("routing_not_sent_there"));
    const jobs: JobOutcome[] = [];
    const cut: Place[] = [];
    for (const link of links) {
      const { isGone, ...outcome } = await this.#tolerate(() => change(link));
      if (isGone === true) cut.push(link.copy);
      jobs.push({ job, ...outcome, chat, message: link.copy.message });
    }
    return { jobs, links: [], cut };
  }

  /** What is so already needs no change, and what somebody has removed cannot be changed. */
  async #tolerate(change: () => Promise<Change>): Promise<Change> {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof CallRefused)) throw error;
      if (isRefusedAs("unmodified", error.error)) return { result: "sent", details: [] };
      if (isRefusedAs("message_missing", error.error)) {
        return { result: "skipped", details: [fault("routing_copy_removed")], isGone: true };
      }
      return { result: "failed", details: [error.fault] };
    }
  }

  async #editOne(link: Link, view: UpdateView, signal: AbortSignal): Promise<Change> {
    const { form, copy } = link;
    const message = view.message ?? {};
    if (form === "forward") return { result: "skipped", details: [fault("routing_forward_fixed")] };
    if (form === "text") return await this.#editText(copy, this.#fill(link, view), signal);
    const sendable = readSendable(message);
    // Whatever was told of by another bot is a text there.
    const isTold = sendable?.kind === "none" && link.original.bot !== copy.bot;
    if (sendable?.kind === "text" || isTold) {
      const signed = form === "signed" ? withSignature(sendable.text, message, maxTextLength) : undefined;
      return await this.#editText(copy, signed ?? sendable.text, signal);
    }
    if (sendable?.kind === "thing" && sendable.method === "sendLocation") {
      return await this.#moveLocation(copy, sendable.members, signal);
    }
    if (sendable?.kind !== "file" || sendable.caption === undefined) {
      return { result: "skipped", details: [fault("routing_content_fixed")] };
    }
    const caption = form === "signed"
      ? withSignature(captionOf(message), message, maxCaptionLength) ?? captionOf(message)
      : captionOf(message);
    return sendable.file.uniqueId === link.file
      ? await this.#editCaption(copy, caption, message, signal)
      : await this.#editMedia(link, { ...sendable, caption }, signal);
  }

  /** The text of the rule for a message as it is now; `undefined` when the rule has it no more. */
  #fill({ routeId, action }: Link, view: UpdateView): FormattedText | undefined {
    return this.#options.rule(routeId)?.actions[action]?.template?.fill(view);
  }

  async #editText(copy: Place, text: FormattedText | undefined, signal: AbortSignal): Promise<Change> {
    if (text === undefined || text.text === "") {
      return { result: "skipped", details: [fault("routing_text_removed")] };
    }
    const parameters = { ...toPlace(copy), text: text.text, entities: text.entities };
    await this.#options.calls.call(copy.bot, "editMessageText", parameters, signal);
    return { result: "sent", details: [] };
  }

  /** A live location that has no period left has ended. */
  async #moveLocation(copy: Place, location: JsonRecord, signal: AbortSignal): Promise<Change> {
    const hasEnded = location.live_period === undefined;
    const [method, members] = hasEnded
      ? ["stopMessageLiveLocation", {}] as const
      : ["editMessageLiveLocation", location] as const;
    await this.#options.calls.call(copy.bot, method, { ...toPlace(copy), ...members }, signal);
    return { result: "sent", details: [] };
  }

  async #editCaption(
    copy: Place,
    caption: FormattedText,
    message: JsonRecord,
    signal: AbortSignal,
  ): Promise<Change> {
    const { show_caption_above_media } = message;
    const parameters = {
      ...toPlace(copy),
      caption: caption.text,
      caption_entities: caption.entities,
      show_caption_above_media,
    };
    await this.#options.calls.call(copy.bot, "editMessageCaption", parameters, signal);
    return { result: "sent", details: [] };
  }

  async #editMedia(
    { original, copy }: Link,
    { field, file, caption, members }: Sendable & { readonly kind: "file" },
    signal: AbortSignal,
  ): Promise<Change> {
    const { calls } = this.#options;
    const files: StreamedFile[] = [];
    let media = file.id;
    if (original.bot !== copy.bot) {
      const { open } = await calls.locate(original.bot, file.id, signal);
      files.push({ name: "media_file", fileName: file.name, contentType: file.mimeType, open });
      media = "attach://media_file";
    }
    const words = { caption: caption?.text, caption_entities: caption?.entities };
    const parameters = { ...toPlace(copy), media: { ...members, ...words, type: field, media } };
    await calls.call(copy.bot, "editMessageMedia", parameters, signal, files);
    return { result: "sent", details: [] };
  }
}

function toPlace({ chat, message }: Place): { readonly chat_id: number; readonly message_id: number } {
  return { chat_id: chat, message_id: message };
}
