import { readFileSync } from "node:fs";

/** Length of a tick of `/proc/PID/stat`: USER_HZ is 100 on every platform that Bun and Deno run on. */
const tickMs = 10;

/** CPU time that a process has taken so far, with all its threads, in milliseconds. Linux only. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name before them may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
