import type { Access } from "../../account/access_watch.ts";

/** A stream that somebody reads. */
interface ReadStream {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly access: Access;
  /** Aborts when the client hangs up. */
  readonly client: AbortSignal;
  /** Whether it has no end of its own: it is closed then, where others break off. */
  readonly isEndless: boolean;
}

/** The stream for as long as its reader may have it; nothing that waits in it is read after that. */
export function streamWhileAllowed(
  { stream, access, client, isEndless }: ReadStream,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  let isOver = false;
  let stop = () => {};
  const finish = () => {
    isOver = true;
    access.release();
    access.signal.removeEventListener("abort", stop);
    client.removeEventListener("abort", stop);
  };
  return new ReadableStream({
    start(controller) {
      stop = () => {
        finish();
        if (isEndless) controller.close();
        else controller.error(access.signal.reason ?? client.reason);
        // Whether its source closes well is of no use to anybody any more.
        reader.cancel().catch(() => {});
      };
      access.signal.addEventListener("abort", stop);
      client.addEventListener("abort", stop);
      if (access.signal.aborted || client.aborted) stop();
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (isOver) return;
        if (!done) return controller.enqueue(value);
        finish();
        controller.close();
      } catch (error) {
        if (isOver) return;
        finish();
        throw error;
      }
    },
    cancel(reason) {
      finish();
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
