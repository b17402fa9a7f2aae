import { fault } from "../../faults/fault.ts";
import type { Examined } from "./examined.ts";
import { type Finding, ok, skipped, warning } from "./finding.ts";

/** Files that are enough for connections of a few programs, apart from those that bots need. */
const baseFiles = 512;
/** Connections that a busy bot may have: a poll upstream, calls, long polls and pushes of its programs. */
const filesPerBot = 4;

/** Whether as many files may be open as the bots need. */
export function checkOpenFiles({ system, data: { holder }, bots }: Examined): Finding[] {
  const pid = typeof holder === "object" ? holder.pid : undefined;
  const ofHolder = pid === undefined ? undefined : system.maxOpenFiles(pid);
  const limit = ofHolder ?? system.maxOpenFiles();
  if (limit === undefined) return [skipped(fault("open_files_unknown"))];
  const process = ofHolder === undefined ? "this shell" : `process ${pid}`;
  const needed = baseFiles + filesPerBot * bots.length;
  if (limit >= needed) return [ok(fault("open_files_enough", { limit, process }))];
  return [warning(fault("open_files_low", { limit, process, needed, bots: bots.length }))];
}
