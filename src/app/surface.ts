import process from "node:process";
import { AccessWatch } from "../account/access_watch.ts";
import { createPages } from "../console/pages.ts";
import { createConsole } from "../console/serve/create_console.ts";
import { LookAhead } from "../delivery/look_ahead.ts";
import { createEndpoints } from "../http/api/endpoints.ts";
import type { ApiPorts } from "../http/api/ports.ts";
import { createFindPlace } from "../http/request_place.ts";
import { createShell, type Shell, type ShellOptions } from "../http/shell.ts";
import type { StatusSource } from "../http/status.ts";
import { CallService } from "../tgapi/door/call_service.ts";
import type { CallerLookup } from "../tgapi/door/ports.ts";
import { FetchDoor } from "../tgapi/door/fetch_door.ts";
import { WireDoor } from "../tgapi/door/wire_door.ts";
import { version } from "../version.ts";
import { forgetUser } from "./forget_user.ts";
import type { Foundation } from "./foundation.ts";
import type { Monitoring } from "./monitoring.ts";
import type { Parts } from "./parts.ts";
import { createBotLookup } from "./wiring/bot_lookup.ts";
import { fetchPhoto } from "./wiring/fetch_photo.ts";
import { createAgentTools } from "./wiring/agent_tools.ts";
import { createCallerLookup } from "./wiring/caller_lookup.ts";
import { createLocalMethods } from "./wiring/local_methods.ts";
import { createBotCaller } from "./wiring/operator_calls.ts";

/** Where requests arrive. */
interface Surface {
  readonly fetch: Shell;
  /** Answers without a `Request` what needs none: the Bot API and deliveries of upstream. */
  readonly door: WireDoor;
}

/** Everything that is reached by HTTP: the Bot API, the management API, the console, and what supervisors ask. */
export function createSurface(foundation: Foundation, parts: Parts, monitoring: Monitoring): Surface {
  const { options, clock, logger } = foundation;
  const { statuses, metrics, inflow } = monitoring;
  const ports = createApiPorts(foundation, parts, monitoring);
  const { securityContact: contact, publicUrl } = options;
  const api = createApiOptions(foundation, ports);
  const findPlace = createFindPlace(options.trustedProxies);
  const pages = createPages({ ...ports, bots: () => statuses.all(), inflow });
  const { lateBody, hiddenBody } = foundation.environment.platform;
  const lookup = createLookup(foundation, parts);
  const service = createCallService(foundation, parts, lookup);
  const services = [service, parts.hooks];
  const fetch = createShell({
    findPlace,
    door: new FetchDoor({ services, lateBody, hiddenBody }),
    metrics,
    api,
    console: createConsole({ ...api, findPlace, pages, clock, logger }),
    agentTools: createAgentTools({
      registry: ports.registry,
      lookup,
      service,
      ahead: new LookAhead({ journal: foundation.data.journal, parking: parts.delivery.parking, clock }),
      archive: ports.archive,
      audit: ports.accounts.audit,
      publicUrl,
      stopping: foundation.stopping.signal,
      version,
      clock,
      logger,
    }),
    security: contact === undefined ? undefined : { contact, publicUrl },
    version,
    clock,
    logger,
    status: createStatusSource(foundation, parts, monitoring),
  });
  return { fetch, door: new WireDoor(services) };
}

function createLookup(
  { options, clock, changes, stopping, data: { registry, chatMoves } }: Foundation,
  { client }: Parts,
): CallerLookup {
  return createCallerLookup({
    registry,
    chatMoves,
    client,
    defaults: options.autoRegister ? options.botDefaults : undefined,
    settled: () => changes.settled(),
    signal: stopping.signal,
    clock,
  });
}

function createCallService(
  { clock, changes, data: { registry } }: Foundation,
  { calls, delivery, listeners, programs }: Parts,
  lookup: CallerLookup,
): CallService {
  const settled = () => changes.settled();
  const local = createLocalMethods({ registry, delivery, settled, programs, clock });
  return new CallService({ lookup, local, calls, listener: listeners });
}

function createApiPorts(foundation: Foundation, parts: Parts, monitoring: Monitoring): ApiPorts {
  const { options, environment, clock, changes, closing, log } = foundation;
  const { registry, chatMoves, accounts, routes, idempotency } = foundation.data;
  const { calls, client, fleet, archiving, delivery, routing, broadcasts, files, backups } = parts;
  const { statuses, processHealth, events, tail } = monitoring;
  return {
    registry,
    chatMoves,
    accounts,
    delivery,
    files,
    routes,
    routing,
    broadcasts,
    idempotency,
    backups,
    events,
    tail,
    callBot: createBotCaller(registry, calls),
    lookUpBot: createBotLookup({ registry, client, fleet }),
    fetchPhoto: (token, signal) => fetchPhoto({ client, calls, clock }, token, signal),
    archive: archiving?.archive,
    forgetUser: (botId, userId) => forgetUser(foundation, parts, botId, userId),
    clearArchive: (botId) => archiving?.clear(botId),
    closing: closing.signal,
    botDefaults: options.botDefaults,
    hasPublicUrl: options.publicUrl !== undefined,
    sandbox: environment.sandbox,
    log,
    system: () => statuses.system(),
    processReasons: () => processHealth.reasons(),
    bot: (botId) => statuses.bot(botId),
    consumer: (id) => statuses.consumer(id),
    settled: () => changes.settled(),
    clock,
  };
}

function createApiOptions(
  { clock, logger, data: { accounts, registry } }: Foundation,
  ports: ApiPorts,
): ShellOptions["api"] {
  return {
    endpoints: createEndpoints(ports),
    authenticator: {
      apiKey: (text) => accounts.apiKeys.authenticate(text),
      session: (secret) => accounts.sessions.authenticate(secret),
    },
    audit: accounts.audit,
    access: new AccessWatch({ ...accounts, clock, logger }),
    hasBot: (botId) => registry.bot(botId) !== undefined,
  };
}

function createStatusSource(
  { data: { journal } }: Foundation,
  { delivery, archiving }: Parts,
  { statuses, processHealth }: Monitoring,
): StatusSource {
  return {
    bots: () => statuses.all(),
    processReasons: () => processHealth.reasons(),
    waitingPolls: () => delivery.waiting,
    ringBytes: () => journal.ringBytes,
    captures: () => archiving?.capture,
    archiveRestarts: () => archiving?.restarts ?? 0,
    residentBytes: () => process.memoryUsage.rss(),
  };
}
