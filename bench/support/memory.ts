import { readdirSync, readFileSync } from "node:fs";

const mebibyte = 1024 * 1024;

/** Resident memory of a process, in MiB. Linux only. */
export function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024 / mebibyte;
}

/** Files and sockets that a process has open. Linux only. */
export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** The process that does the work: npm's shim for a runtime starts the real one as its child. */
export function workerOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(
    Boolean,
  );
  return children.length === 0 ? pid : workerOf(Number(children[0]));
}

/** Watches the resident memory of a process until it is stopped. */
export class MemoryWatch {
  readonly #pid: number;
  readonly #before: number;
  #max: number;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(pid: number) {
    this.#pid = workerOf(pid);
    this.#before = residentMiB(this.#pid);
    this.#max = this.#before;
    this.#timer = setInterval(() => this.#look(), 50);
  }

  /** Stops watching; gives by how many MiB the memory had risen at most. */
  stop(): number {
    clearInterval(this.#timer);
    this.#look();
    return this.#max - this.#before;
  }

  #look(): void {
    this.#max = Math.max(this.#max, residentMiB(this.#pid));
  }
}
