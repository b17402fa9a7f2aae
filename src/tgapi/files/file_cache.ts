import { fault } from "../../faults/fault.ts";
import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import { decodeContentStream } from "../../base/content_encoding.ts";
import { describeError, OperationalError, type UsageError, usageError } from "../../base/errors.ts";
import { type HttpResponse, isSuccess, toByteStream } from "../../base/http_message.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { UnansweredCall } from "../../telegram/unanswered_call.ts";
import { readCallAnswer } from "../exchange/call_answer.ts";

/** Where files come from. Both throw `TelegramError` when upstream refuses. */
export interface FileOrigin {
  /** What getFile says: the path, and the size in bytes where it is known. */
  locate(
    botId: number,
    fileId: string,
    signal: AbortSignal,
  ): Promise<{ readonly path: string; readonly size: number | undefined }>;
  download(botId: number, path: string, signal: AbortSignal): Promise<HttpResponse>;
}

/** How a {@linkcode FileCache} is made. */
interface FileCacheOptions {
  /** Made when it is needed first. */
  readonly folder: string;
  /** Maximum bytes on disk; those that were not asked for the longest time go first. */
  readonly maxBytes: number;
  readonly origin: FileOrigin;
  readonly clock: Clock;
}

/** A file, open for reading. Whoever gets it closes it; it can be read even when it leaves the cache meanwhile. */
export interface CachedFile {
  readonly file: FileHandle;
  /** In bytes. */
  readonly size: number;
  /** Tells it from every other file; the bytes behind a file id never change. */
  readonly tag: string;
}

interface Entry {
  readonly size: number;
  /** When its last use was written down. */
  notedAtMs: number;
}

/** Downloads at the same time; more are refused. */
const maxDownloads = 16;
/** A download is over when nothing came for so long. */
const stallMs = 60_000;
/** A use is written to disk this often at most: not each view is a write to an SD card. */
const noteMs = 3_600_000;
const namePattern = /^\d+-[0-9a-f]{64}$/;
const partSuffix = ".part";

/** Files of bots on disk, fetched when they are asked for first. */
export class FileCache {
  readonly #options: FileCacheOptions;
  readonly #closing = new AbortController();
  /** By the name on disk; the one that was not used for the longest time first. */
  readonly #entries = new Map<string, Entry>();
  readonly #downloads = new Map<string, Promise<void>>();
  #bytes = 0;
  #loaded: Promise<void> | undefined;

  constructor(options: FileCacheOptions) {
    this.#options = options;
  }

  /** Bytes of the files that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * A file of a bot, from disk or fetched now; those who ask for the same at once share one download, which goes on
   * when they leave. `fileId` may be anything: it is never part of a path.
   *
   * @throws {TelegramError} when upstream refuses, or its answer breaks off.
   * @throws {UsageError} when it is larger than the whole cache.
   * @throws {OperationalError} when the disk refuses, or too many downloads are under way.
   */
  async open(botId: number, fileId: string): Promise<CachedFile> {
    await this.#load();
    const name = toName(botId, fileId);
    // It may be evicted between the download and the opening; fetching it twice in a row is enough.
    for (let attempt = 0; attempt < 2; attempt++) {
      if (!this.#entries.has(name)) await this.#share(botId, fileId, name);
      const opened = await this.#openEntry(name);
      if (opened !== undefined) return opened;
    }
    throw new OperationalError(fault("file_cache_full"));
  }

  /** Removes all that is kept of a bot. */
  async removeBot(botId: number): Promise<void> {
    await this.#load();
    const isTheirs = (name: string) => name.startsWith(`${botId}-`);
    const underWay = [...this.#downloads].filter(([name]) => isTheirs(name));
    await Promise.allSettled(underWay.map(([, download]) => download));
    for (const name of [...this.#entries.keys()].filter(isTheirs)) await this.#remove(name);
  }

  /** Ends the downloads under way; nothing of them stays. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#downloads.values());
  }

  #load(): Promise<void> {
    return this.#loaded ??= this.#readFolder().catch((error) => {
      this.#loaded = undefined;
      throw toOperational(error);
    });
  }

  async #readFolder(): Promise<void> {
    const { folder } = this.#options;
    const found: [name: string, entry: Entry][] = [];
    for (const name of await readdir(folder).catch(noneIfAbsent)) {
      // What a crash left half done.
      if (name.endsWith(partSuffix)) await rm(join(folder, name), { force: true });
      if (!namePattern.test(name)) continue;
      const { size, mtimeMs } = await stat(join(folder, name));
      found.push([name, { size, notedAtMs: mtimeMs }]);
    }
    found.sort(([, left], [, right]) => left.notedAtMs - right.notedAtMs);
    for (const [name, entry] of found) this.#add(name, entry);
    await this.#evict();
  }

  async #openEntry(name: string): Promise<CachedFile | undefined> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    const path = join(this.#options.folder, name);
    let file: FileHandle;
    try {
      file = await open(path, "r");
    } catch (error) {
      // Somebody else emptied the folder.
      if (isAbsent(error)) return void this.#drop(name);
      throw toOperational(error);
    }
    if (this.#entries.get(name) === entry) {
      this.#entries.delete(name);
      this.#entries.set(name, entry);
    }
    await this.#noteUse(path, entry);
    return { file, size: entry.size, tag: name.slice(name.indexOf("-") + 1) };
  }

  /** Order of use across restarts; when it cannot be written, the order is a little older. */
  async #noteUse(path: string, entry: Entry): Promise<void> {
    const nowMs = this.#options.clock.now();
    if (nowMs - entry.notedAtMs < noteMs) return;
    entry.notedAtMs = nowMs;
    await setUse(path, nowMs).catch(() => {});
  }

  async #share(botId: number, fileId: string, name: string): Promise<void> {
    let download = this.#downloads.get(name);
    if (download === undefined) {
      if (this.#downloads.size >= maxDownloads) {
        throw new OperationalError(fault("file_downloads_full", { count: maxDownloads }));
      }
      download = this.#fetch(botId, fileId, name).finally(() => this.#downloads.delete(name));
      this.#downloads.set(name, download);
    }
    await download;
  }

  async #fetch(botId: number, fileId: string, name: string): Promise<void> {
    const { origin, folder, maxBytes, clock } = this.#options;
    const signal = this.#closing.signal;
    const { path, size } = await origin.locate(botId, fileId, signal);
    if (size !== undefined && size > maxBytes) throw tooLarge(maxBytes);
    const download = await origin.download(botId, path, signal);
    if (!isSuccess(download.status)) {
      const answer = await readCallAnswer(download, signal);
      throw answer.ok ? new TelegramError(502, "Bad Gateway") : answer.error;
    }
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch(rethrowOperational);
    const part = join(folder, name + partSuffix);
    try {
      const written = await this.#write(download, part, signal);
      if (size !== undefined && written !== size) throw brokenOff();
      const notedAtMs = clock.now();
      await setUse(part, notedAtMs).catch(rethrowOperational);
      await rename(part, join(folder, name)).catch(rethrowOperational);
      this.#add(name, { size: written, notedAtMs });
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    await this.#evict();
  }

  /** Writes a download to disk; gives its bytes. */
  async #write(download: HttpResponse, path: string, signal: AbortSignal): Promise<number> {
    const { maxBytes, clock } = this.#options;
    const stall = new AbortController();
    let cancelTimer = () => {};
    const restartTimer = () => {
      cancelTimer();
      cancelTimer = clock.schedule(() => stall.abort(), stallMs);
    };
    const file = await open(path, "w", 0o600).catch(rethrowOperational);
    let written = 0;
    try {
      restartTimer();
      for await (const chunk of readBody(download, AbortSignal.any([signal, stall.signal]))) {
        restartTimer();
        written += chunk.length;
        if (written > maxBytes) throw tooLarge(maxBytes);
        await file.writeFile(chunk).catch(rethrowOperational);
      }
      return written;
    } finally {
      cancelTimer();
      await file.close();
    }
  }

  #add(name: string, entry: Entry): void {
    this.#drop(name);
    this.#entries.set(name, entry);
    this.#bytes += entry.size;
  }

  #drop(name: string): undefined {
    this.#bytes -= this.#entries.get(name)?.size ?? 0;
    this.#entries.delete(name);
  }

  async #evict(): Promise<void> {
    while (this.#bytes > this.#options.maxBytes) {
      const [oldest] = this.#entries.keys();
      if (oldest === undefined) return;
      await this.#remove(oldest);
    }
  }

  async #remove(name: string): Promise<void> {
    this.#drop(name);
    await rm(join(this.#options.folder, name), { force: true }).catch(rethrowOperational);
  }
}

/** A name that says whose it is and nothing else: ids come from outside. */
function toName(botId: number, fileId: string): string {
  return `${botId}-${createHash("sha256").update(fileId).digest("hex")}`;
}

/** The time of a file's last use is on disk as that of its last change, by the clock of the cache. */
function setUse(path: string, ms: number): Promise<void> {
  return utimes(path, ms / 1000, ms / 1000);
}

async function* readBody(
  { headers, body }: HttpResponse,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  try {
    // What comes from a connection is no shared memory.
    const stream = toByteStream(body) as ReadableStream<Uint8Array<ArrayBuffer>>;
    const plain = decodeContentStream(stream, headers.get("content-encoding") ?? "");
    // Through a pipe, because the runtimes forget the signal of a request once its head has arrived.
    yield* plain.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal });
  } catch {
    throw brokenOff();
  }
}

function brokenOff(): TelegramError {
  return new UnansweredCall(502, "Bad Gateway: the file broke off on its way", {
    fault: fault("telegram_file_cut_off"),
  });
}

/** A file that can never be held, whatever else goes. */
function tooLarge(maxBytes: number): UsageError {
  return usageError("file_too_large", { bytes: maxBytes });
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function noneIfAbsent(error: unknown): string[] {
  if (isAbsent(error)) return [];
  throw error;
}

function toOperational(error: unknown): OperationalError {
  return new OperationalError(fault("file_cache_failed", { said: describeError(error) }));
}

function rethrowOperational(error: unknown): never {
  throw toOperational(error);
}
