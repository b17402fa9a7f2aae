/** Servers from Debian's packages, each with a configuration and a folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { freePort, untilListening } from "./free_port.ts";
import { type Running, temporaryFolder, watch } from "./processes.ts";

/** nginx with one worker that passes everything to an upstream over persistent connections. */
export function startNginx(upstream: string): Promise<Running> {
  return startServer("nginx", "nginx.conf", (port, folder) => [
    "daemon off; worker_processes 1; user root; error_log /dev/null; ",
    `pid ${folder}/nginx.pid; worker_rlimit_nofile 8192; events { worker_connections 4096; }`,
    `http { access_log off; proxy_max_temp_file_size 0; client_max_body_size 2g; keepalive_requests 100000000;`,
    ...["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((each) =>
      `${each}_temp_path ${folder}/${each};`
    ),
    `upstream up { server ${new URL(upstream).host}; keepalive 128; keepalive_requests 100000000; }`,
    `server { listen 127.0.0.1:${port}; location / {`,
    "proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ''; } } }",
  ], (file) => ["-c", file, "-e", "/dev/null"]);
}

/** haproxy with one thread. */
export function startHaproxy(upstream: string): Promise<Running> {
  return startServer("haproxy", "haproxy.cfg", (port) => [
    "global",
    "  nbthread 1",
    "  maxconn 4096",
    "defaults",
    "  mode http",
    "  timeout connect 5s",
    "  timeout client 60s",
    "  timeout server 60s",
    "  http-reuse always",
    "listen up",
    `  bind 127.0.0.1:${port}`,
    `  server one ${new URL(upstream).host}`,
    "",
  ], (file) => ["-f", file, "-db"]);
}

/** Redis that keeps what it is told on disk before it answers. `url` is `redis://host:port`. */
export function startRedis(): Promise<Running> {
  return startServer(
    "redis-server",
    "redis.conf",
    (port, folder) => [
      "bind 127.0.0.1",
      `port ${port}`,
      `dir ${folder}`,
      "daemonize no",
      'save ""',
      "appendonly yes",
      "appendfsync always",
      "auto-aof-rewrite-percentage 0",
      "",
    ],
    (file) => [file],
    "redis",
  );
}

async function startServer(
  program: string,
  fileName: string,
  configure: (port: number, folder: string) => readonly string[],
  words: (file: string) => readonly string[],
  scheme = "http",
): Promise<Running> {
  using opened = new DisposableStack();
  const folder = opened.use(temporaryFolder());
  const port = await freePort();
  const file = join(folder.path, fileName);
  writeFileSync(file, configure(port, folder.path).join("\n"));
  const path = `${process.env["PATH"] ?? ""}:/usr/sbin`;
  const child = spawn(program, words(file), {
    stdio: "ignore",
    env: { ...process.env, PATH: path },
    detached: true,
  });
  watch(child);
  const ended = once(child, "exit");
  await Promise.race([
    untilListening(port),
    ended.then(([code]) => {
      throw new Error(`${program} ended with ${code} before it listened`);
    }),
  ]);
  const resources = opened.move();
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    pid: child.pid!,
    nextLine: () => Promise.reject(new Error(`${program} prints nothing`)),
    async [Symbol.asyncDispose]() {
      process.kill(-child.pid!, "SIGKILL");
      await ended;
      resources.dispose();
    },
  };
}
