import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { StorageError } from "../../src/base/storage_error.ts";
import { ChangeLog, type LogMark } from "../../src/storage/change_log.ts";
import { blockBytes, encodeRecord, recordBytes } from "../../src/storage/change_log_format.ts";
import { createRandom } from "../support/random.ts";
import { RecordedLogFile } from "../support/recorded_log_file.ts";

const fileBytes = 16 * blockBytes;

function openLog(file = new RecordedLogFile()) {
  const failures: StorageError[] = [];
  const log = new ChangeLog({
    path: "/data/journal.db-log",
    fileBytes,
    file,
    onFailure: (error) => void failures.push(error),
  });
  return { log, file, failures };
}

/** A log with a pass, in which these contents were appended. */
function filled(contents: readonly string[], before: readonly string[] = []) {
  const opened = openLog();
  const { log } = opened;
  log.prepare("");
  const begin = (contents: readonly string[]): LogMark => {
    const mark = log.nextPass();
    log.begin(mark);
    for (const content of contents) log.append(encodeUtf8(content), true);
    return mark;
  };
  begin(before);
  return { ...opened, mark: begin(contents) };
}

function readTexts(bytes: Uint8Array, mark: LogMark) {
  const { records, missing, damage } = openLog(new RecordedLogFile(bytes)).log.read(mark);
  const texts = records.map(({ content }) => new TextDecoder().decode(content));
  return { texts, missing, isDamaged: damage !== undefined };
}

const contents = ["one", "two ".repeat(2000), "three", "", "five ".repeat(900)];
const whole = { missing: [], isDamaged: false };

describe("ChangeLog", () => {
  test("returns what was appended, in order", () => {
    const { file, mark } = filled(contents);
    assertEquals(readTexts(file.bytes, mark), { texts: contents, ...whole });
  });

  test("returns nothing of an earlier pass, wherever its records end", () => {
    for (const before of [["x"], ["x".repeat(9_000), "y"], Array<string>(14).fill("old ".repeat(100))]) {
      const { file, mark } = filled(["new"], before);
      assertEquals(readTexts(file.bytes, mark), { texts: ["new"], ...whole });
    }
  });

  test("takes no content for a record", () => {
    const forged = encodeRecord({
      pass: new Uint8Array(8),
      number: 2,
      synced: 1,
      content: encodeUtf8("forged"),
    });
    const content = new Uint8Array(2 * blockBytes);
    content.set(forged, blockBytes - 32);
    const { log, file } = openLog();
    log.prepare("");
    log.begin(log.nextPass());
    log.append(content, true);
    const mark = log.nextPass();
    log.begin(mark);
    log.append(encodeUtf8("first"), true);
    assertEquals(readTexts(file.bytes, mark), { texts: ["first"], ...whole });
  });

  test("cut at any byte, keeps the records that end before it, and takes the rest for an interrupted write", () => {
    const { file, mark } = filled(contents);
    const bytes = file.bytes;
    let start = blockBytes;
    const ends = contents.map((content) => {
      const end = start + 32 + encodeUtf8(content).length;
      start += recordBytes(encodeUtf8(content).length);
      return end;
    });
    for (let cut = blockBytes; cut <= start; cut++) {
      const left = bytes.slice().fill(0, cut);
      // Zeros at the end of a content are not missed.
      const kept = ends.filter((end) => end <= cut).length;
      const { texts, missing, isDamaged } = readTexts(left, mark);
      assertEquals([texts.length, missing, isDamaged], [kept, [], false], `cut at ${cut}`);
      assertEquals(texts, contents.slice(0, kept));
    }
  });

  test("with any changed byte in a record that others follow, says which is missing and gives the others", () => {
    const { file, mark } = filled(contents);
    const bytes = file.bytes;
    let start = blockBytes;
    for (const [index, content] of contents.slice(0, -1).entries()) {
      const length = 32 + encodeUtf8(content).length;
      for (let at = start; at < start + length; at += length > 100 ? 97 : 1) {
        const damaged = bytes.slice();
        damaged[at]! ^= 0x20;
        const { texts, missing, isDamaged } = readTexts(damaged, mark);
        assertEquals(missing, [index + 1], `byte ${at}`);
        assertEquals(isDamaged, false);
        assertEquals(texts, contents.toSpliced(index, 1));
      }
      start += recordBytes(length - 32);
    }
  });

  test("says that its file is missing, shorter, or another one", () => {
    const { file, mark, log } = filled(contents);
    const bytes = file.bytes;
    assertEquals(openLog().log.read(mark).damage, "the file is missing");
    assertEquals(openLog().log.read({ ...mark, pass: "" }).damage, undefined);
    assert(readTexts(bytes.slice(0, -1), mark).isDamaged);
    assert(readTexts(bytes.slice(0, 10), mark).isDamaged);
    assert(readTexts(new Uint8Array(0), mark).isDamaged);
    assert(readTexts(bytes.slice().fill(0x5a), mark).isDamaged);
    const other = openLog();
    other.log.prepare("");
    assert(readTexts(other.file.bytes, mark).isDamaged);
    log.close();
  });

  test("accepts nothing after a failed write or sync until the next pass", () => {
    for (const at of ["write", "sync"] as const) {
      const { log, file, failures, mark } = filled(["one"]);
      file.failure = { at, error: Object.assign(new Error("no space"), { code: "ENOSPC" }) };
      const error = assertThrows(() => log.append(encodeUtf8("two"), true), StorageError);
      assertEquals([error.kind, error.file, failures.length], ["full", "journal.db-log", 1]);
      file.failure = undefined;
      assertEquals([log.fits(0), log.number], [false, 1]);
      assertThrows(() => log.append(encodeUtf8("two"), true), TypeError);
      log.begin(log.nextPass());
      log.append(encodeUtf8("other"), true);
      assert(!readTexts(file.bytes, mark).texts.includes("other"));
    }
  });

  test("after a power cut, whatever was on the disk counts for all that was synced, and never less", () => {
    const random = createRandom(77);
    for (let round = 0; round < 300; round++) {
      const { log, file } = openLog();
      log.prepare("");
      const mark = log.nextPass();
      log.begin(mark);
      const appended: string[] = [];
      let synced = 0;
      while (random() < 0.9) {
        const content = String(appended.length).repeat(Math.floor(random() * 6000));
        if (!log.fits(content.length)) break;
        const isSynced = random() < 0.4;
        log.append(encodeUtf8(content), isSynced);
        appended.push(content);
        if (isSynced) synced = appended.length;
      }
      const { texts, missing } = readTexts(file.cut(random).bytes, mark);
      assertEquals(missing, [], `round ${round}`);
      assert(texts.length >= synced, `round ${round}: ${texts.length} of ${synced}`);
      assertEquals(texts, appended.slice(0, texts.length));
      assertEquals(readTexts(file.killed().bytes, mark).texts, appended);
    }
  });
});
