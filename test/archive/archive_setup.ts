import { Archive } from "../../src/archive/archive.ts";
import { encodeCall, packCalls } from "../../src/archive/packed_calls.ts";
import type { PackedUpdates } from "../../src/archive/packed_updates.ts";
import { packUpdates } from "../../src/archive/packed_updates.ts";
import type { RecordKeeper } from "../../src/archive/recorder.ts";
import type { CapturedCall } from "../../src/archive/read_call.ts";
import type { ArchiveStore } from "../../src/archive/archive_store.ts";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { openArchiveStore } from "../../src/storage/open_archive.ts";
import type { AnsweredCall } from "../../src/telegram/answered_call.ts";
import { readUpdateFacts } from "../../src/telegram/update_facts.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

/** The bot whose archive is looked at. */
export const botId = 1;
/** When everything happens, unless said otherwise: seconds since the epoch. */
export const dateSec = 1_790_000_000;

/** An archive on a real database. */
export interface ArchiveSetup extends Disposable {
  archive: Archive;
  readonly store: ArchiveStore;
  readonly folder: string;
  /** Archives updates of {@linkcode botId}, numbered from the next position on. */
  record(...bodies: Readonly<Record<string, unknown>>[]): Promise<void>;
  /** Archives calls that bots made. */
  capture(...calls: CapturedCall[]): Promise<void>;
  /** Opens it again, as a restart does. */
  restart(): Promise<void>;
}

export function openArchive(): Promise<ArchiveSetup> {
  const folder = createTempFolder();
  let opened = openArchiveStore(openDatabase, folder.path);
  let next = 1;
  let nextCall = 1;
  const setup: ArchiveSetup & { store: ArchiveStore } = {
    archive: new Archive(opened.store),
    store: opened.store,
    folder: folder.path,
    async record(...bodies) {
      await setup.archive.record(pack(next, bodies));
      next += bodies.length;
    },
    async capture(...calls) {
      const numbered = calls.map((call) => ({ number: nextCall++, bytes: encodeCall(call) }));
      await setup.archive.capture(packCalls("spool", numbered));
    },
    restart() {
      opened.close();
      opened = openArchiveStore(openDatabase, folder.path);
      setup.store = opened.store;
      setup.archive = new Archive(opened.store);
      return Promise.resolve();
    },
    [Symbol.dispose]() {
      opened.close();
      folder[Symbol.dispose]();
    },
  };
  return Promise.resolve(setup);
}

/** An archive as the recorder knows it. */
export function keeperOf(archive: Archive): RecordKeeper {
  return {
    bots: () => archive.bots(),
    async record(batch) {
      const { written, committed } = await archive.record(batch);
      return written === committed;
    },
    commit: async () => void await archive.commit(),
    setPosition: (botId, position) => archive.setPosition(botId, position),
    skip: (botId: number, position: number, atMs: number) => archive.skip(botId, position, atMs),
  };
}

/** A batch as the recorder makes it. */
export function pack(from: number, bodies: readonly Readonly<Record<string, unknown>>[]): PackedUpdates {
  const updates = bodies.map((body, index) => {
    const update = { update_id: from + index, ...body };
    const { kind } = readUpdateFacts(update);
    return {
      position: from + index,
      kind,
      receivedAtMs: dateSec * 1000,
      bytes: encodeUtf8(JSON.stringify(update)),
    };
  });
  return packUpdates(botId, from + bodies.length, updates);
}

/** A text message in chat 7 from user 42, unless said otherwise, as the body of an update. */
export function message(
  messageId: number,
  changes: Readonly<Record<string, unknown>> = {},
): { readonly message: Readonly<Record<string, unknown>> } {
  return {
    message: {
      message_id: messageId,
      date: dateSec,
      chat: { id: 7, type: "private", first_name: "Ann" },
      from: { id: 42, is_bot: false, first_name: "Ann" },
      ...("text" in changes || Object.keys(changes).length === 0 ? { text: "hello" } : {}),
      ...changes,
    },
  };
}

/** A call as the door tells of it. */
export function seen(
  method: string,
  result: unknown,
  parameters: Readonly<Record<string, unknown>> = {},
): AnsweredCall {
  return {
    botId,
    method: method.toLowerCase(),
    query: "",
    contentType: "application/json",
    contentEncoding: "",
    sent: encodeUtf8(JSON.stringify(parameters)),
    answer: encodeUtf8(JSON.stringify({ ok: true, result })),
    answerEncoding: "",
  };
}
