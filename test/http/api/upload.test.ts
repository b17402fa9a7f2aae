import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../../src/base/bytes.ts";
import { ApiError } from "../../../src/http/api/api_error.ts";
import { readUpload } from "../../../src/http/api/upload.ts";

const message = '{"text":"ü"}';
const first = `Content-Disposition: form-data; name="message"\r\n\r\n${message}`;
const file = 'Content-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n\r\n--x\r\n-bytes';

/** A multipart body of these parts. */
function toBody(parts: readonly string[], boundary = "bound"): string {
  return parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("") + `--${boundary}--\r\n`;
}

/** A request whose body arrives in pieces of so many bytes. */
function toRequest(text: string, pieceBytes: number, boundary = "bound"): Request {
  const bytes = encodeUtf8(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += pieceBytes));
    },
  });
  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
  return new Request("http://a.invalid/", { method: "POST", headers, body, duplex: "half" } as RequestInit);
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return decodeUtf8(concatBytes(parts));
}

function statusOf(work: () => Promise<unknown>): Promise<number> {
  return assertRejects(work, ApiError).then(({ status }) => status);
}

describe("an upload", () => {
  for (const pieceBytes of [1, 7, 64, 10_000]) {
    test(`passes with its message replaced by other fields, in pieces of ${pieceBytes}`, async () => {
      const read = await readUpload(toRequest(toBody([first, file]), pieceBytes), 1000);
      assertEquals(decodeUtf8(read.message), message);
      const { contentType, stream } = read.upload.withFields({ chat_id: "5", caption: "ü" });
      assertEquals(contentType, "multipart/form-data; boundary=bound");
      const fields = ['Content-Disposition: form-data; name="chat_id"\r\n\r\n5'];
      fields.push('Content-Disposition: form-data; name="caption"\r\n\r\nü');
      assertEquals(await collect(stream), toBody([...fields, file]));
    });
  }

  test("has the same digest whatever its boundary and pieces, and another for other files", async () => {
    const digestOf = async (body: string, pieceBytes: number, boundary?: string) => {
      const { upload } = await readUpload(toRequest(body, pieceBytes, boundary), 1000);
      await upload.drain();
      return upload.digest;
    };
    const digest = await digestOf(toBody([first, file]), 7);
    assertEquals(await digestOf(toBody([first, file], "other"), 1000, "other"), digest);
    assertNotEquals(await digestOf(toBody([first, `${file}!`]), 7), digest);
    assertNotEquals(await digestOf(toBody([first, file.replace('"f"', '"g"')]), 7), digest);
  });

  const wrong: [what: string, body: string, status: number][] = [
    ["no part `message`", toBody([file]), 409],
    ["another part first", toBody([file, first]), 409],
    ["a message that is a file", toBody([first.replace("message", 'message"; filename="m')]), 409],
    ["no end of the first part", `--bound\r\n${first}`, 409],
    ["something before the first part", `x${toBody([first, file])}`, 409],
    ["a message without end", `--bound\r\n${first}${"x".repeat(20_000)}`, 413],
  ];
  for (const [what, body, status] of wrong) {
    test(`is refused: ${what}`, async () => {
      assertEquals(await statusOf(() => readUpload(toRequest(body, 100), 1000)), status);
    });
  }

  const late: [what: string, body: string, status: number][] = [
    ["has a parameter among its files", toBody([first, file, first]), 409],
    ["ends before its last part", toBody([first, file]).slice(0, -20), 400],
  ];
  for (const [what, body, status] of late) {
    test(`breaks off when it ${what}, and says why`, async () => {
      const { upload } = await readUpload(toRequest(body, 10), 1000);
      const { stream } = upload.withFields({ chat_id: "5" });
      await assertRejects(() => collect(stream), ApiError);
      assertEquals(upload.refusal?.status, status);
    });
  }
});
