import { fault } from "../faults/fault.ts";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError, OperationalError } from "../base/errors.ts";
import { createLogger, type Logger } from "../base/logger.ts";
import { toBaseUrl, toSetupUrl } from "../cli/base_url.ts";
import { applyDeclared, type DeclaredBot } from "../registry/declared.ts";
import { applyDeclaredRoutes } from "../routing/declared_routes.ts";
import type { LlmEndpoint } from "../routing/llm_chooser.ts";
import type { Platform, RunningServer, ServeOptions } from "../runtime/platform.ts";
import { invocation, onStop, writeErrorLine, writeLine } from "../runtime/process.ts";
import { createDemo, type Demo } from "../sandbox/demo.ts";
import { createSandbox } from "../sandbox/sandbox.ts";
import type { Sandbox } from "../sandbox/sandbox_interface.ts";
import { readSecretKeys } from "../settings/secret_keys.ts";
import type { Settings } from "../settings/settings.ts";
import type { OpenDatabase } from "../storage/driver.ts";
import { version } from "../version.ts";
import { serve } from "../wire/server/serve.ts";
import { Botmux } from "./botmux.ts";
import { describeGreeting, type Greeting } from "./greeting.ts";
import type { BotmuxOptions } from "./options.ts";
import { withWireServer } from "./wire_platform.ts";

/** The runtime's part in running a server. */
export interface ServerRuntime {
  readonly platform: Platform;
  readonly openDatabase: OpenDatabase;
}

/** How long calls under way may take when BotMux is told to stop, in milliseconds. */
const graceMs = 5000;

/**
 * Runs BotMux as a server until the process is told to stop; gives the exit code.
 *
 * @throws {OperationalError} when the data folder or the address cannot be used, or a file cannot be read.
 */
export async function runServer(runtime: ServerRuntime, settings: Settings): Promise<number> {
  const logger = createLogger({
    level: settings.logLevel,
    format: settings.logFormat,
    write: writeErrorLine,
    now: Date.now,
  });
  for (const warning of settings.warnings) logger.warn(warning);
  await using resources = new AsyncDisposableStack();
  const tls = readTls(settings);
  const platform = settings.server === "wire" ? withWireServer(runtime.platform) : runtime.platform;
  const demo = settings.demo ? await openDemo(platform, settings, logger, resources) : undefined;
  const setting = demo?.settings ?? settings;
  const botmux = await Botmux.open(toOptions(setting, logger), {
    ...runtime,
    platform,
    sandbox: demo?.sandbox,
  });
  resources.defer(() => botmux.close());
  await applyDeclared(botmux.registry, setting.bots, setting);
  await botmux.settled();
  await applyDeclaredRoutes(botmux.routes, setting.routes, (id) => botmux.registry.bot(id) !== undefined);
  const served: ServeOptions = {
    hostname: settings.listen.hostname,
    port: settings.listen.port,
    tls,
    fetch: botmux.fetch,
    onError: (error) => logger.error("request failed", { error }),
  };
  const server = settings.server === "wire"
    ? await serve({ ...served, handle: botmux.handle })
    : await platform.serve(served);
  resources.defer(() => server.close(graceMs));
  const stopped = stopSignal(logger);
  botmux.start();
  const setupSecret = await botmux.renewSetupLink();
  const greeting = toGreeting(runtime.platform, settings, setting, botmux, server, setupSecret);
  // In one piece: whoever reads one line of it finds the others.
  writeLine(describeGreeting(greeting, settings.logFormat, Date.now()));
  await stopped;
  // Before the server closes: whoever waits for updates is answered, so that nothing has to be cut off.
  await botmux.stop();
  return 0;
}

/** The settings of a demo: a sandbox as upstream, its bots, and an empty data folder that is gone afterwards. */
async function openDemo(
  platform: Platform,
  settings: Settings,
  logger: Logger,
  resources: AsyncDisposableStack,
): Promise<{ readonly settings: Settings; readonly sandbox: Sandbox }> {
  const dataDir = mkdtempSync(join(tmpdir(), "botmux-demo-"));
  resources.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const sandbox: Sandbox = createSandbox();
  resources.defer(() => sandbox.close());
  const demo: Demo = createDemo(sandbox);
  const server = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => sandbox.fetch(request),
    onError: (error) => logger.error("sandbox request failed", { error }),
  });
  resources.defer(() => server.close(0));
  const silence = new AbortController();
  const talk = demo.start(silence.signal);
  resources.defer(() => {
    silence.abort();
    return talk;
  });
  const bots: DeclaredBot[] = demo.bots.map(({ id, token }) => ({ id, token, consumers: [] }));
  const used = {
    ...settings,
    dataDir,
    upstreamUrl: server.url,
    upstreamProxyUrl: undefined,
    pushProxyUrl: undefined,
    bots,
    routes: [],
  };
  return { settings: used, sandbox };
}

/** The same options by the names of the library. Bots and rules of settings may be more than it can declare. */
function toOptions(settings: Settings, logger: Logger): BotmuxOptions {
  const { bots: _bots, routes: _routes, ...simple } = settings;
  return {
    ...simple,
    upstream: settings.upstreamUrl,
    proxy: { proxyUrl: settings.upstreamProxyUrl, noProxy: settings.noProxy },
    pushProxy: { proxyUrl: settings.pushProxyUrl, noProxy: settings.noProxy },
    upstreamFiles: settings.upstreamFilesDir,
    languageModel: toLanguageModel(settings),
    secretKeys: readSecretKeys(settings),
    logger,
  };
}

function toLanguageModel(settings: Settings): LlmEndpoint | undefined {
  const { llmUrl, llmKey = "", llmModel, llmTimeoutMs, llmBudget } = settings;
  if (llmUrl === undefined || llmModel === undefined) return undefined;
  return {
    url: llmUrl,
    key: llmKey,
    model: llmModel,
    timeoutMs: llmTimeoutMs,
    questionsPerMinute: llmBudget,
  };
}

function readTls(settings: Settings): ServeOptions["tls"] {
  const { tlsCertFile, tlsKeyFile } = settings;
  if (tlsCertFile === undefined || tlsKeyFile === undefined) return undefined;
  return { cert: readText(tlsCertFile), key: readText(tlsKeyFile) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new OperationalError(fault("file_unreadable", { file: path, said: describeError(error) }));
  }
}

/** Resolves at the first signal to stop; a second one ends the process at once, as the runtime does by itself. */
function stopSignal(logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    const off = onStop((signal) => {
      off();
      logger.info("shutting down; send the signal again to force quit", { signal });
      resolve();
    });
  });
}

/** Where everything is, and what to do first. `used` are the settings that a demo replaced some of. */
function toGreeting(
  { name, version: runtimeVersion }: Platform,
  asked: Settings,
  used: Settings,
  botmux: Botmux,
  server: RunningServer,
  setupSecret: string | undefined,
): Greeting {
  const address = { hostname: asked.listen.hostname, port: server.port };
  const baseUrl = toBaseUrl(address, server.url.startsWith("https:"));
  return {
    version,
    runtime: `${name === "bun" ? "Bun" : "Deno"} ${runtimeVersion}`,
    baseUrl,
    upstreamUrl: used.upstreamUrl,
    dataDir: used.dataDir,
    isDemo: asked.demo,
    bots: botmux.registry.bots(),
    shownToken: asked.demo ? used.bots[0]?.token : undefined,
    invocation,
    setupUrl: setupSecret === undefined ? undefined : toSetupUrl(baseUrl, setupSecret),
  };
}
