import { assert } from "@std/assert";
import { join } from "node:path";
import type { Archive } from "../../src/archive/archive.ts";
import { Capture } from "../../src/archive/capture.ts";
import type { CaptureKeeper, CaptureOptions } from "../../src/archive/capture_ports.ts";
import { decodeCall, packCalls } from "../../src/archive/packed_calls.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { Spool } from "../../src/storage/spool.ts";
import type { AnsweredCall } from "../../src/telegram/answered_call.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { type ArchiveSetup, botId, dateSec, seen } from "./archive_setup.ts";

/** A keeper that reads nothing from a spool itself. */
export type HandedKeeper = Pick<CaptureKeeper, "capture">;

/** A keeper that does nothing but note what it is given. */
export function collecting(): { readonly groups: string[][]; readonly keeper: HandedKeeper } {
  const groups: string[][] = [];
  const keeper: HandedKeeper = {
    capture: (calls) => committed(groups.push(calls.map(({ method }) => method))),
  };
  return { groups, keeper };
}

/** What a keeper gives that commits at once. */
export function committed(_done?: unknown): Promise<boolean> {
  return Promise.resolve(true);
}

/** An archive that commits each group of calls at once. */
export function archivingIn(
  { archive }: { readonly archive: Pick<Archive, "capture" | "commit"> },
): HandedKeeper {
  return {
    async capture(calls, spool) {
      await archive.capture(packCalls(spool, calls));
      await archive.commit();
      return true;
    },
  };
}

/** Spools in a folder of their own, one for each process. */
export interface SpoolsSetup extends Disposable {
  open(): Spool;
  /**
   * A capture over the spool; what it has written outlives it, as it outlives a process that is killed. Stretches of the
   * spool are read for a keeper that does not read them itself.
   */
  capture(
    options: Partial<Omit<CaptureOptions, "keeper">> & {
      readonly keeper: HandedKeeper & Partial<CaptureKeeper>;
    },
  ): { readonly capture: Capture; readonly clock: ManualClock; readonly spool: Spool };
  /** Methods of the calls that a process which starts now finds. */
  left(): string[];
  isEmpty(): boolean;
}

export function openSpools(): SpoolsSetup {
  const temporary = createTempFolder();
  const folder = join(temporary.path, "captured");
  const open = () => Spool.open({ folder, onError: (error) => assert(false, String(error)) });
  return {
    open,
    capture({ keeper, ...options }) {
      const spool = open();
      const clock = new ManualClock();
      const capture = new Capture({
        openSpool: () => spool,
        isArchived: () => true,
        clock,
        logger: silentLogger,
        // The longest waits.
        random: () => 0.999,
        keeper: {
          async captureSpooled(stretch, id) {
            const calls = spool.read(stretch).map(({ number, bytes }) => {
              const { botId, method } = decodeCall(bytes);
              return { number, bytes, botId, method };
            });
            return { isCommitted: await keeper.capture(calls, id), count: calls.length };
          },
          ...keeper,
        },
        ...options,
      });
      return { capture, clock, spool };
    },
    left() {
      return [...open().leftEntries()].map(({ bytes }) => decodeCall(bytes).method);
    },
    isEmpty: () => open().left.stretches.length === 0,
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

/** A message that the bot sent, by its number. */
export const sent = (messageId: number): AnsweredCall =>
  seen("sendMessage", { message_id: messageId, date: dateSec, chat: { id: 7, type: "private" }, text: "hi" });

/** Ids of the archived messages that bots sent, in the order of archiving. */
export async function archivedIds({ archive }: ArchiveSetup, ofBot = botId): Promise<number[]> {
  const { items } = await archive.records({ botId: ofBot });
  return items.map(({ messageId }) => messageId);
}
