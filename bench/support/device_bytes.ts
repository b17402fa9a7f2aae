import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** `/proc/diskstats` counts in sectors of 512 bytes on every device. */
const sectorBytes = 512;

/** The block device of the file system that holds a folder, such as `loop0` or `sda2`. Linux only. */
export function deviceOf(folder: string): string {
  const path = realpathSync(folder);
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").trim().split("\n").map((line) =>
    line.split(" ")
  );
  const mount = mounts.filter(([, , , , point = ""]) => isWithin(path, point)).at(-1);
  const numbers = mount?.[2] ?? "";
  const row = rows().find(([major, minor]) => `${major}:${minor}` === numbers);
  if (row === undefined) {
    throw new Error(`Cannot tell which device holds ${path}: none counts for ${numbers}`);
  }
  return row[2]!;
}

/** Bytes that were written to a block device since the system started. */
export function deviceBytes(device: string): number {
  const row = rows().find(([, , name]) => name === device);
  return Number(row?.[9]) * sectorBytes;
}

function rows(): string[][] {
  return readFileSync("/proc/diskstats", "utf8").trim().split("\n").map((line) => line.trim().split(/\s+/));
}

function isWithin(path: string, point: string): boolean {
  return path === point || path.startsWith(join(point, "/"));
}
