import { platform, setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import {
  closeMethod,
  movedIn,
  type ThreadCall,
  type ThreadNews,
  type ThreadStart,
  toSent,
} from "./thread_messages.ts";

/**
 * Functions that another thread offers. What they take and give must be plain data. An `ArrayBuffer` that is in it,
 * or directly in an object in it, is moved, not copied: bytes should cross so, because Deno walks over every byte of a
 * `Uint8Array` in a message (40 KB take it 5 ms).
 */
type ThreadFunctions = Readonly<Record<string, (...parameters: never[]) => Promise<unknown>>>;

/**
 * Lets this thread have only what others leave, where the system can do that for a thread alone: on Linux, whose
 * setpriority() takes threads for processes. Where processor time is scarce, about a tenth of a core is left to it.
 */
export function lowerPriority(): void {
  if (platform() === "linux") setPriority(0, 10);
}

/**
 * Offers functions to the thread that started this one. `open` makes them from the data it was given; its failure is the
 * answer to the calls that wait, and the next call tries to open once more. Calls are carried out in the order they
 * come, as far as their functions are synchronous.
 */
export function serveThread(
  open: (
    data: unknown,
    tellEvent: (event: unknown) => void,
  ) => Promise<{ readonly functions: ThreadFunctions; close(): void | Promise<void> }>,
): void {
  const port = parentPort;
  if (port === null) throw new TypeError("Cannot serve a thread: this is the main thread");
  const { data, tellsBegun } = workerData as ThreadStart; // What Thread gives it.
  const tell = (news: ThreadNews, moved: ArrayBuffer[] = []) => port.postMessage(news, moved);
  const tellEvent = (event: unknown) => tell({ news: "told", event });
  let opening: ReturnType<typeof open> | undefined;
  const openOnce = () =>
    opening ??= open(data, tellEvent).then((opened) => {
      tell({ news: "opened" });
      return opened;
    }, (error) => {
      opening = undefined;
      throw error;
    });
  port.on("message", async ({ id, method, parameters }: ThreadCall) => {
    try {
      if (method === closeMethod) {
        // Where opening fails, whoever waits for it is told, and nothing is left to close.
        const opened = await opening?.catch(() => undefined);
        if (opened !== undefined && tellsBegun) tell({ news: "begun", id });
        return tell({ news: "answered", id, result: await opened?.close() });
      }
      const { functions } = await openOnce();
      if (tellsBegun) tell({ news: "begun", id });
      const work = functions[method];
      if (work === undefined) throw new TypeError(`Cannot call ${method}: there is no such function`);
      // Both sides are compiled against one type. What cannot be sent, such as what is nested too deeply, throws here.
      const result = await work(...parameters as never[]);
      tell({ news: "answered", id, result }, movedIn([result]));
    } catch (error) {
      tell({ news: "answered", id, error: toSent(error) });
    }
  });
}
