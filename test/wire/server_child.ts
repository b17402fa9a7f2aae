/**
 * Serves, is treated badly by clients in every stage of an exchange, closes, and has to end by itself: nothing that was
 * left open would let it. Prints what is left of its connections.
 */
import { writeErrorLine, writeLine } from "../../src/runtime/process.ts";
import { until } from "../support/until.ts";
import { respond, serveWire, sleep } from "./served_wire.ts";

const large = new Uint8Array(3_000_000);
await using server = await serveWire(async ({ head, body, signal }) => {
  switch (head.path) {
    case "/large":
      return respond(large);
    case "/stream":
      return respond({
        isExclusive: true,
        async read() {
          await sleep(1);
          return new Uint8Array(1000);
        },
        cancel() {},
      });
    case "/wait":
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return respond("nobody listens");
    default:
      return respond(String((await body.bytes(1_000_000)).length));
  }
});
const host = "Host: x\r\n";
const requests = [
  `GET /large HTTP/1.1\r\n${host}\r\n`,
  `GET /stream HTTP/1.1\r\n${host}\r\n`,
  `GET /wait HTTP/1.1\r\n${host}\r\n`,
  `POST /body HTTP/1.1\r\n${host}Content-Length: 500000\r\n\r\nhalf`,
  `POST /body HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
  `POST /body HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\nhel`,
  "GET /hal",
  `GET /large HTTP/1.1\r\n${host}\r\n`.repeat(30),
  "nonsense\r\n\r\n",
  "",
];
for (let round = 0; round < 12; round++) {
  for (const request of requests) {
    const client = await server.connect({ isPaused: round % 3 === 0 });
    client.send(request);
    await sleep(round);
    if (round % 2 === 0) client.reset();
    else client.socket.destroy();
  }
}
await until(() => server.connections === 0);
for (const error of server.errors) writeErrorLine(String(error));
await server.close(1000);
writeLine(`connections ${server.connections}, errors ${server.errors.length}`);
