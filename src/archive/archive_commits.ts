import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { WriteReceipt } from "./archive.ts";
import type { ArchiveService } from "./archive_functions.ts";
import { LostWritesError } from "./lost_writes.ts";
import type { KeptStretch, SpooledStretch } from "./capture_ports.ts";
import type { PackedCalls } from "./packed_calls.ts";
import type { PackedPieces } from "./packed_pieces.ts";
import type { PackedUpdates } from "./packed_updates.ts";

/** Options for {@linkcode ArchiveCommits}. */
interface ArchiveCommitsOptions {
  readonly archive: Pick<ArchiveService, "record" | "capture" | "captureSpooled" | "commit">;
  /** Told when everything is committed that was written so far. */
  readonly onCommitted: () => void;
  /** Told when what was written since the last commit is lost: it is to be written again. */
  readonly onLost: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What is written may wait so long for its commit, in milliseconds. */
const maxAgeMs = 60_000;
/** So many bytes may wait for it: pages that they touch should fit into memory. */
const maxBytes = 2 * 1024 * 1024;
/** What an update or a call counts besides its bytes. */
const overheadBytes = 512;

/**
 * Writes to an archive that commits by its own measure, and has what is written committed after a minute at the latest. Finds out when writes are lost because the archive's thread died or its disk refused.
 */
export class ArchiveCommits {
  readonly #options: ArchiveCommitsOptions;
  /** The session of what was written and is not committed; `undefined` while there is nothing. */
  #session: string | undefined;
  /** Numbers of the last write and of the last committed one that the archive told of in its session. */
  #last = { session: "", written: 0, committed: 0 };
  #openBytes = 0;
  /** Writes that are not answered yet: whoever reads the archive may see what they wrote already. */
  #unanswered = 0;
  #cancel: (() => void) | undefined;

  constructor(options: ArchiveCommitsOptions) {
    this.#options = options;
  }

  /** Whether something that was written is not committed. */
  get isOpen(): boolean {
    return this.#session !== undefined;
  }

  /**
   * Gives whether all that was written is committed.
   *
   * @throws {LostWritesError} when earlier writes are lost.
   */
  async record(batch: PackedUpdates): Promise<boolean> {
    const bytes = costOf(batch);
    await this.#write(this.#options.archive.record(batch, this.#session));
    await this.#count(bytes);
    return !this.isOpen;
  }

  /**
   * Gives whether all that was written is committed.
   *
   * @param prepare what has to be done before.
   * @throws {LostWritesError} when earlier writes are lost.
   */
  async capture(calls: PackedCalls, prepare: () => Promise<void>): Promise<boolean> {
    // What is lost meanwhile comes before these calls.
    const session = this.#session;
    await prepare();
    const bytes = costOf(calls);
    await this.#write(this.#options.archive.capture(calls, session));
    await this.#count(bytes);
    return !this.isOpen;
  }

  /** The same for calls that the archive reads from their spool. */
  async captureSpooled(
    { path, start, end, first, last, count }: SpooledStretch,
    spool: string,
    prepare: () => Promise<void>,
  ): Promise<KeptStretch> {
    const session = this.#session;
    await prepare();
    const stretch = { path, start, end, first, last, count };
    const receipt = this.#options.archive.captureSpooled(stretch, spool, session);
    await this.#write(receipt);
    await this.#count(end - start + count * overheadBytes);
    return { isCommitted: !this.isOpen, count: (await receipt).count };
  }

  /** Commits what was written, by writes that are not answered yet too; nothing happens when there is nothing. */
  async commit(): Promise<void> {
    if (!this.isOpen && this.#unanswered === 0) return;
    try {
      this.#hear(await this.#options.archive.commit(this.#session));
    } catch (error) {
      if (this.isOpen) this.#lost();
      throw error;
    }
  }

  /** Leaves no timer. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  async #write(receipt: Promise<WriteReceipt>): Promise<void> {
    this.#unanswered++;
    try {
      this.#hear(await receipt);
    } finally {
      this.#unanswered--;
    }
  }

  async #count(bytes: number): Promise<void> {
    if (!this.isOpen) return;
    this.#openBytes += bytes;
    if (this.#openBytes >= maxBytes) await this.commit();
  }

  #hear({ session, isAccepted, written, committed }: WriteReceipt): void {
    const isSame = this.#last.session === session;
    if (this.isOpen && this.#session !== session) this.#lost();
    this.#last = {
      session,
      written: Math.max(written, isSame ? this.#last.written : 0),
      committed: Math.max(committed, isSame ? this.#last.committed : 0),
    };
    if (this.#last.committed >= this.#last.written) this.#committed();
    else this.#open(session);
    if (!isAccepted) throw new LostWritesError();
  }

  #open(session: string): void {
    this.#session = session;
    this.#cancel ??= this.#options.clock.schedule(() => {
      this.#cancel = undefined;
      this.commit().catch((error) => this.#options.logger.warn("cannot commit the archive", { error }));
    }, maxAgeMs);
  }

  #committed(): void {
    if (!this.isOpen) return;
    this.#forget();
    this.#options.onCommitted();
  }

  #lost(): void {
    this.#forget();
    this.#options.onLost();
  }

  #forget(): void {
    this.close();
    this.#session = undefined;
    this.#openBytes = 0;
  }
}

/** To be asked before they are handed over. */
function costOf({ buffer, count }: PackedPieces): number {
  return buffer.byteLength + count * overheadBytes;
}
