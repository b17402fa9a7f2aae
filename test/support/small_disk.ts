import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTempFolder } from "./temp_folder.ts";

/** A place that can be made full and free again. */
export interface SmallDisk extends Disposable {
  readonly path: string;
  /** Makes it full for the process. */
  fill(pid: number): void;
  /** Makes room again; without `pid` when that process is gone. */
  free(pid?: number): void;
}

/** A way to have one. */
export interface SmallDiskKind {
  readonly name: string;
  /** What a program that is to meet it must be started through. */
  readonly through: readonly string[];
  /** What the owner must be told. */
  readonly words: RegExp;
  open(): SmallDisk;
}

const megabytes = 32;

/** A file system in memory; only who may mount can have one. */
const fileSystem: SmallDiskKind = {
  name: "a full file system",
  through: [],
  words: /full/i,
  open() {
    const folder = createTempFolder();
    const path = join(folder.path, "disk");
    const ballast = join(path, "ballast");
    mkdirSync(path);
    try {
      run("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "botmux-test", path);
    } catch (error) {
      folder[Symbol.dispose]();
      throw error;
    }
    return {
      path,
      fill: () => writeUntilFull(ballast),
      free: () => rmSync(ballast),
      [Symbol.dispose]() {
        run("umount", "-l", path);
        folder[Symbol.dispose]();
      },
    };
  },
};

/** A limit on the size of the files that a process writes: anybody on Linux can have it. */
const fileSizeLimit: SmallDiskKind = {
  name: "a limit on the size of files",
  // Otherwise the system ends the process instead of refusing to write.
  through: ["sh", "-c", 'trap "" XFSZ; exec "$@"', "sh"],
  words: /cannot be stored/,
  open() {
    const { path, [Symbol.dispose]: dispose } = createTempFolder();
    const limit = (pid: number, bytes: string) => run("prlimit", "--pid", `${pid}`, `--fsize=${bytes}:`);
    limit(0, "unlimited");
    return {
      path,
      fill: (pid) => limit(pid, "0"),
      free: (pid) => pid !== undefined && limit(pid, "unlimited"),
      [Symbol.dispose]: dispose,
    };
  },
};

/** Every kind, with the reason why it is not available here, or `false`. */
export const smallDisks: readonly (SmallDiskKind & { readonly skip: string | false })[] = [
  fileSystem,
  fileSizeLimit,
].map((kind) => ({ ...kind, skip: whyNot(kind) }));

function whyNot(kind: SmallDiskKind): string | false {
  try {
    kind.open()[Symbol.dispose]();
    return false;
  } catch (error) {
    return `${kind.name} cannot be had here: ${String(error).trim()}`;
  }
}

function run(command: string, ...words: string[]): void {
  execFileSync(command, words, { stdio: "pipe" });
}

function writeUntilFull(path: string): void {
  const piece = new Uint8Array(64 * 1024);
  for (let left = megabytes * 1024 * 1024 / piece.length; left >= 0; left--) {
    try {
      writeFileSync(path, piece, { flag: "a" });
    } catch {
      return;
    }
  }
  throw new Error("The small disk holds more than it should");
}
