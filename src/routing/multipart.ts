import { encodeUtf8 } from "../base/bytes.ts";
import { randomUrlSafe } from "../base/secrets.ts";
import { toQuotable } from "../telegram/content_disposition.ts";

/** A file that is read while it is sent. */
export interface StreamedFile {
  /** Name of its part. */
  readonly name: string;
  readonly fileName: string;
  readonly contentType: string;
  open(): Promise<ReadableStream<Uint8Array>>;
}

/** A multipart body on its way. */
interface Multipart {
  readonly contentType: string;
  readonly stream: ReadableStream<Uint8Array>;
  /** Why a file could not be read, in which case the body was cut off; `undefined` while all is well. */
  failure(): unknown;
}

/** A multipart body that never is whole in memory: one file after the other is opened when its turn comes. */
export function createMultipart(
  fields: readonly (readonly [name: string, value: string])[],
  files: readonly StreamedFile[],
): Multipart {
  // 240 random bits, so that nobody can write it into a value.
  const boundary = `botmux${randomUrlSafe(40)}`;
  const parts = writeParts(boundary, fields, files);
  let failure: unknown;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        failure = error;
        throw error;
      }
    },
    async cancel() {
      await parts.return();
    },
  }, { highWaterMark: 0 });
  return { contentType: `multipart/form-data; boundary=${boundary}`, stream, failure: () => failure };
}

async function* writeParts(
  boundary: string,
  fields: readonly (readonly [string, string])[],
  files: readonly StreamedFile[],
): AsyncGenerator<Uint8Array, void, void> {
  const heads = fields.map(([name, value]) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  );
  yield encodeUtf8(heads.join(""));
  for (const { name, fileName, contentType, open } of files) {
    yield encodeUtf8(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${
        toQuotable(fileName)
      }"\r\n` +
        `Content-Type: ${toQuotable(contentType)}\r\n\r\n`,
    );
    // Leaving the loop cancels the file.
    for await (const chunk of await open()) yield chunk;
    yield encodeUtf8("\r\n");
  }
  yield encodeUtf8(`--${boundary}--\r\n`);
}
