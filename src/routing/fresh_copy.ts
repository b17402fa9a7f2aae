import { type Fault, fault } from "../faults/fault.ts";
import { asArray, asInteger, asRecord, type JsonRecord } from "../base/json_value.ts";
import { FaultError, faultOf } from "../base/errors.ts";
import { maskFault } from "../base/mask_fault.ts";
import { type BotCalls, type CallParameters, CallRefused, type OpenFile } from "./bot_calls.ts";
import { type ContentFile, placeholderFor, readSendable, type Sendable } from "./content.ts";
import type { SentMessage } from "./outcome.ts";
import { type FormattedText, maxTextLength } from "./formatted_text.ts";
import type { StreamedFile } from "./multipart.ts";
import { type Placement, toParameters } from "./placement.ts";
import { signatureOf, withSignature } from "./signature.ts";

/** Maximum length of the caption, in UTF-16 code units. */
const maxCaptionLength = 1_024;

/** Messages of one bot that another one, or the same, sends anew. */
interface FreshCopyRequest {
  /** The bot that saw them. */
  readonly from: number;
  /** The bot that sends. */
  readonly by: number;
  /** One, or those of an album. */
  readonly messages: readonly JsonRecord[];
  readonly place: Placement;
  /** Whether the author's name is shown. */
  readonly isSigned: boolean;
  readonly signal: AbortSignal;
}

/** What came of it. */
interface FreshCopies {
  readonly messages: readonly SentMessage[];
  readonly losses: readonly Fault[];
}

/** Thrown: a message holds nothing that a bot could send. */
export class NothingToSend extends FaultError {
  override readonly name = "NothingToSend";
}

/**
 * Sends what messages hold as messages of another bot: texts with their formatting, files by way of BotMux. Files of one
 * bot mean nothing to another, so they are downloaded and uploaded at the same time, never whole in memory.
 */
export class FreshCopier {
  readonly #calls: BotCalls;

  constructor(calls: BotCalls) {
    this.#calls = calls;
  }

  /**
   * @throws {NothingToSend} for service messages and the like; otherwise as {@linkcode BotCalls.call}.
   */
  async copy(request: FreshCopyRequest): Promise<FreshCopies> {
    const { messages } = request;
    const [message] = messages;
    if (messages.length > 1) return await this.#copyAlbum(request);
    const sendable = message && readSendable(message);
    if (message === undefined || sendable === undefined) {
      throw new NothingToSend(fault("routing_nothing_to_send"));
    }
    switch (sendable.kind) {
      case "text":
        return await this.#sendText(request, message, sendable.text, sendable.members);
      case "file":
        return await this.#sendFile(request, message, sendable);
      case "thing": {
        const { method, members, loss } = sendable;
        const sent = await this.#send(request, method, members);
        return await this.#sign(request, message, {
          messages: [sent],
          losses: loss === undefined ? [] : [loss],
        });
      }
      case "none": {
        const copies = await this.#sendText(request, message, sendable.text, {});
        return { ...copies, losses: [fault("routing_as_text", { kind: sendable.label }), ...copies.losses] };
      }
    }
  }

  async #sendText(
    request: FreshCopyRequest,
    message: JsonRecord,
    text: FormattedText,
    members: JsonRecord,
  ): Promise<FreshCopies> {
    const signed = request.isSigned ? withSignature(text, message, maxTextLength) : undefined;
    const sent = await this.#send(request, "sendMessage", { ...members, ...(signed ?? text) });
    const copies = { messages: [sent], losses: [] };
    return signed === undefined ? await this.#sign(request, message, copies) : copies;
  }

  async #sendFile(
    request: FreshCopyRequest,
    message: JsonRecord,
    sendable: Sendable & { readonly kind: "file" },
  ): Promise<FreshCopies> {
    const { method, field, file, caption, members } = sendable;
    const passage = await this.#findPassage(request, file, field);
    if ("refusal" in passage) {
      const text = placeholderFor(`${field} ${file.name}`, caption ?? { text: "", entities: [] });
      const copies = await this.#sendText(request, message, text, {});
      return { ...copies, losses: [passage.refusal, ...copies.losses] };
    }
    const signed = request.isSigned && caption !== undefined
      ? withSignature(caption, message, maxCaptionLength)
      : undefined;
    const parameters = { ...members, ...toCaption(signed ?? caption), [field]: passage.value };
    const sent = await this.#send(request, method, parameters, passage.files);
    const copies = { messages: [sent], losses: [] };
    return signed === undefined ? await this.#sign(request, message, copies) : copies;
  }

  async #copyAlbum(request: FreshCopyRequest): Promise<FreshCopies> {
    const { messages, by, place, isSigned, signal } = request;
    const media: JsonRecord[] = [];
    const files: StreamedFile[] = [];
    const losses: Fault[] = [];
    for (const [index, message] of messages.entries()) {
      const sendable = readSendable(message);
      if (sendable?.kind !== "file") {
        throw new NothingToSend(fault("routing_nothing_for_album"));
      }
      const { field, file, caption, members } = sendable;
      const passage = await this.#findPassage(request, file, `file${index}`);
      if ("refusal" in passage) {
        losses.push(passage.refusal);
        continue;
      }
      const signed = isSigned && media.length === 0 && caption !== undefined
        ? withSignature(caption, message, maxCaptionLength)
        : undefined;
      media.push({ ...members, ...toCaption(signed ?? caption), type: field, media: passage.value });
      files.push(...passage.files);
    }
    // An album has two parts at least, and each part must find its message.
    if (losses.length > 0) return await this.#copyOneByOne(request);
    const result = await this.#calls.call(
      by,
      "sendMediaGroup",
      { ...toParameters(place), media },
      signal,
      files,
    );
    return { messages: asArray(result).map((sent) => toSent(sent, place)), losses };
  }

  /** The parts of an album that cannot be one. */
  async #copyOneByOne(request: FreshCopyRequest): Promise<FreshCopies> {
    const messages: SentMessage[] = [];
    const losses: Fault[] = [fault("routing_album_split")];
    for (const message of request.messages) {
      try {
        const copies = await this.copy({ ...request, messages: [message] });
        messages.push(...copies.messages);
        losses.push(...copies.losses);
      } catch (error) {
        // Those before it have arrived, and must not be sent again.
        if (request.signal.aborted || messages.length === 0) throw error;
        messages.push({ id: 0, topic: 0 });
        losses.push(fault("routing_album_part_lost", { cause: maskFault(faultOf(error)) }));
      }
    }
    return { messages, losses };
  }

  /** How the sending bot gets at a file; `refusal` says why it cannot. */
  async #findPassage(
    { from, by, signal }: FreshCopyRequest,
    file: ContentFile,
    part: string,
  ): Promise<
    { readonly value: string; readonly files: readonly StreamedFile[] } | { readonly refusal: Fault }
  > {
    if (from === by) return { value: file.id, files: [] };
    let found: OpenFile;
    try {
      found = await this.#calls.locate(from, file.id, signal);
    } catch (error) {
      if (!(error instanceof CallRefused)) throw error;
      return { refusal: fault("routing_file_refused", { said: error.error.description }) };
    }
    const streamed = { name: part, fileName: file.name, contentType: file.mimeType, open: found.open };
    return { value: `attach://${part}`, files: [streamed] };
  }

  async #send(
    { by, place, signal }: FreshCopyRequest,
    method: string,
    parameters: CallParameters,
    files: readonly StreamedFile[] = [],
  ): Promise<SentMessage> {
    const result = await this.#calls.call(
      by,
      method,
      { ...toParameters(place), ...parameters },
      signal,
      files,
    );
    return toSent(result, place);
  }

  /** Tells who wrote what has no room for it. The message itself has arrived, so this may fail. */
  async #sign(request: FreshCopyRequest, message: JsonRecord, copies: FreshCopies): Promise<FreshCopies> {
    const [sent] = copies.messages;
    if (!request.isSigned || sent === undefined) return copies;
    try {
      const { text, entities } = signatureOf(message);
      const place = { ...request.place, replyTo: sent.id };
      await this.#send({ ...request, place }, "sendMessage", {
        text: `↑ ${text}`,
        entities: shifted(entities, 2),
      });
      return copies;
    } catch (error) {
      if (request.signal.aborted) throw error;
      return { ...copies, losses: [...copies.losses, fault("routing_author_lost")] };
    }
  }
}

/** A message in the answer to a call that sends; its topic is where it was sent to when the answer does not say. */
export function toSent(result: unknown, place: Placement): SentMessage {
  const message = asRecord(result) ?? {};
  const topic = message.is_topic_message === true ? asInteger(message.message_thread_id) : place.topic;
  return { id: asInteger(message.message_id), topic };
}

function toCaption(caption: FormattedText | undefined): CallParameters {
  if (caption === undefined || caption.text === "") return {};
  return { caption: caption.text, caption_entities: caption.entities };
}

function shifted(entities: FormattedText["entities"], by: number): FormattedText["entities"] {
  return entities.map((entity) => ({ ...entity, offset: entity.offset + by }));
}
