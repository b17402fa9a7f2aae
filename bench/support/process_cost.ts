import { readdirSync, readFileSync } from "node:fs";

/** Length of a tick of `/proc/PID/stat`: USER_HZ is 100 on every platform that Bun and Deno run on. */
const tickMs = 10;

/** What a process and those it started have used so far. */
export interface ProcessCost {
  /** Of all threads. */
  readonly cpuMs: number;
  /** Of the busiest process's first thread: the event loop. */
  readonly mainThreadMs: number;
  /**
   * Bytes that went toward a disk, without those whose file was gone before they left: exaggerated on some file systems.
   */
  readonly writtenBytes: number;
}

/** What a process has cost so far, with its children. Linux only. */
export function costOf(pid: number): ProcessCost {
  const each = treeOf(pid).map(costOfOne);
  const busiest = each.reduce((one, other) => other.cpuMs > one.cpuMs ? other : one);
  return {
    cpuMs: each.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    mainThreadMs: busiest.mainThreadMs,
    writtenBytes: each.reduce((sum, { writtenBytes }) => sum + writtenBytes, 0),
  };
}

/** What was used between two looks. */
export function costSince(before: ProcessCost, after: ProcessCost): ProcessCost {
  return {
    cpuMs: after.cpuMs - before.cpuMs,
    mainThreadMs: after.mainThreadMs - before.mainThreadMs,
    writtenBytes: after.writtenBytes - before.writtenBytes,
  };
}

/** A process and those it started, and so on. */
export function treeOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number)
  );
  return [pid, ...children.flatMap(treeOf)];
}

function costOfOne(pid: number): ProcessCost {
  const io = readFileSync(`/proc/${pid}/io`, "utf8");
  return {
    cpuMs: cpuMs(`/proc/${pid}/stat`),
    mainThreadMs: cpuMs(`/proc/${pid}/task/${pid}/stat`),
    writtenBytes: Number(/^write_bytes: (\d+)$/m.exec(io)?.[1]) -
      Number(/^cancelled_write_bytes: (\d+)$/m.exec(io)?.[1]),
  };
}

function cpuMs(path: string): number {
  const stat = readFileSync(path, "utf8");
  // The name before them may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
