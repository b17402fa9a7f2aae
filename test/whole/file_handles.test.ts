import { assertEquals } from "@std/assert";
import { connect } from "node:net";
import process from "node:process";
import { describe, test } from "node:test";
import { CrashSetup } from "../support/crash_setup.ts";
import { titleWithReason } from "../support/skip_reason.ts";
import { until } from "../support/until.ts";

const skip = process.platform === "win32" ? "Windows has no limit of open files" : false;

/** Opens connections that send nothing, or the beginning of a request; those that are refused count as well. */
async function flood(port: number, count: number): Promise<Disposable> {
  let settled = 0;
  const sockets = Array.from({ length: count }, (_, index) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {}).once("connect", () => {
      if (index % 2 === 1) socket.write("POST /botX/getMe HTTP/1.1\r\nHost: x\r\n");
    });
    for (const event of ["connect", "close"]) socket.once(event, () => settled++);
    return socket;
  });
  await until(() => settled >= count);
  return {
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** With fewer, the archive waits for connections to end. */
const filesForArchive = 96;

for (const limit of [64, filesForArchive, 256]) {
  describe(`BotMux with ${limit} file handles`, () => {
    test(
      titleWithReason("outlives more idle connections than that, and delivers every update after them", skip),
      { skip },
      async () => {
        await using setup = await CrashSetup.open({
          through: ["sh", "-c", `ulimit -n ${limit}; exec "$@"`, "sh"],
        });
        const { botmux } = setup;
        botmux.spawn();
        await botmux.listening();
        const port = Number(new URL(botmux.url).port);
        for (let wave = 0; wave < 3; wave++) {
          // The first updates start the thread of the archive: here, while handles are short.
          using _idle = await flood(port, limit + 60);
          botmux.send(20);
          await until(async () => await botmux.unacknowledged() === 0);
        }
        await setup.check(`${limit} handles`);
        // Connections that wait while it begins to listen anew are reset.
        await until(() => botmux.health().then(({ status }) => status === 200, () => false));
        if (limit < filesForArchive) return;
        assertEquals(await botmux.archived(), botmux.sent.map(({ id }) => id));
      },
    );
  });
}
