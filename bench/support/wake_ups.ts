import { readdirSync, readFileSync } from "node:fs";

/** How often the threads of a process have gone to sleep by themselves, and been woken again, so far. Linux only. */
export function wakeUps(pid: number): number {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).reduce((sum, thread) => {
    const status = readFileSync(`${folder}/${thread}/status`, "utf8");
    return sum + Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1] ?? 0);
  }, 0);
}
