import { createServer } from "node:net";
import { statfs } from "node:fs/promises";
import { systemClock } from "../base/clock.ts";
import { toListenError } from "../base/listen_error.ts";
import { chooseProxy } from "../base/proxy.ts";
import type { Fault } from "../faults/fault.ts";
import type { DoctorHost, UpstreamLook } from "../cli/doctor/doctor_host.ts";
import type { ListenAddress } from "../settings/listen_address.ts";
import type { OpenDatabase } from "../storage/driver.ts";
import { UpstreamClient } from "../upstream/client.ts";
import { isHookUrl } from "../upstream/hook_door.ts";
import { lookUpBot } from "../upstream/look_up_bot.ts";
import { toUpstreamError } from "../upstream/upstream_error.ts";
import { HttpClient } from "../wire/client/http_client.ts";
import { readMaxOpenFiles } from "../wire/server/file_limit.ts";
import { inspectData } from "./inspect_data.ts";

/** Maximum bytes of an answer to a request that names no bot: it is thrown away. */
const maxGreetingBytes = 1_000_000;
/** Less than the limit of the check, so that the reason is told. */
const greetingMs = 8_000;

/** The real system, for `botmux doctor`. */
export function createDoctorSystem(openDatabase: OpenDatabase): DoctorHost {
  return {
    inspectData: (folder, signal) => inspectData(openDatabase, folder, signal),
    async freeBytes(folder) {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    maxOpenFiles: (pid) => readMaxOpenFiles(pid),
    tryListen,
    openUpstream,
  };
}

function tryListen({ hostname, port }: ListenAddress): Promise<Fault | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error) => resolve(toListenError(error, hostname, port).fault));
    server.listen(port, hostname, () => server.close(() => resolve(undefined)));
  });
}

function openUpstream(
  { upstreamUrl, upstreamProxyUrl: proxyUrl, noProxy }: Parameters<DoctorHost["openUpstream"]>[0],
): UpstreamLook {
  const url = new URL(upstreamUrl);
  const proxySettings = { proxyUrl, noProxy };
  const proxy = chooseProxy(url, proxySettings);
  const clock = systemClock;
  const http = new HttpClient({ url, proxy, clock, roots: undefined, maxConnections: 1 });
  const client = new UpstreamClient({ baseUrl: upstreamUrl, clock, proxy: proxySettings });
  const place = { host: url.host, proxyHost: proxy?.host, maxBytes: maxGreetingBytes };
  return {
    host: place.host,
    proxyHost: place.proxyHost,
    async greet(signal) {
      try {
        const { head: { status, headers } } = await http.sendWhole(
          { method: "GET", target: "/", fields: `Host: ${url.host}\r\n` },
          { signal, mayRepeat: true, maxBytes: maxGreetingBytes, answerMs: greetingMs },
        );
        return { status, date: headers.get("date") ?? "" };
      } catch (error) {
        throw toUpstreamError(error, place);
      }
    },
    async lookUp(token, signal) {
      const { webhook } = await lookUpBot(client, token, signal);
      const isForeign = webhook.url !== "" && !isHookUrl(webhook.url);
      return { foreignWebhookUrl: isForeign ? webhook.url : undefined };
    },
    close() {
      http.close();
      client.close();
    },
  };
}
