import { Hono } from "hono";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { fault } from "../faults/fault.ts";
import type { FetchDoor } from "../tgapi/door/fetch_door.ts";
import { acceptedLanguage } from "./accepted_language.ts";
import { addApi, type ApiOptions } from "./api/add_api.ts";
import type { Environment } from "./environment.ts";
import { toKnownProblem } from "./known_problem.ts";
import type { ProxyMetrics } from "./metrics/proxy_metrics.ts";
import { renderMetrics } from "./metrics/render_metrics.ts";
import { maySeeMetrics } from "./metrics_access.ts";
import { toProblemResponse } from "./problem.ts";
import { readiness } from "./readiness.ts";
import type { FindPlace } from "./request_place.ts";
import { addSecurityHeaders } from "./security_headers.ts";
import { securityTxt, type SecurityTxtOptions, securityTxtPath } from "./security_txt.ts";
import type { StatusSource } from "./status.ts";
import { wantsPage } from "./wants_page.ts";

/** Pages for people. They belong to a room of their own. */
export interface PageSite {
  /** Adds the pages to a router. Programs that ask for `/` get `plainRoot` instead of a page. */
  addTo(router: Hono<Environment>, plainRoot: () => Response): void;
  /** Answers a request for a page that does not exist; `peer` is the client's IP address. */
  nothing(request: Request, peer: string): Promise<Response>;
}

/** What the shell puts together. */
export interface ShellOptions {
  /** Answers the Bot API's paths, and those upstream delivers to. */
  readonly door: Pick<FetchDoor, "handle">;
  readonly status: StatusSource;
  readonly metrics: ProxyMetrics;
  /** Whom security faults are reported to; there is no security.txt without it. */
  readonly security?: SecurityTxtOptions | undefined;
  readonly api: Omit<ApiOptions, "version" | "logger" | "findPlace">;
  readonly findPlace: FindPlace;
  readonly console: PageSite;
  /** Answers `/mcp`; `address` is the client's IP address. */
  readonly agentTools: (request: Request, address: string) => Promise<Response>;
  readonly clock: Clock;
  readonly version: string;
  readonly logger: Logger;
}

/** Answers one request; `clientAddress` tells the peer's IP address. */
export type Shell = (request: Request, clientAddress: () => string) => Response | Promise<Response>;

/**
 * The HTTP surface. The Bot API's paths and those of deliveries are recognised by their look and served before the
 * router sees the request, because its dispatch alone costs a noticeable share of a proxied call.
 */
export function createShell(options: ShellOptions): Shell {
  const router = createRouter(options);
  const { door } = options;
  return (request, clientAddress) => {
    const path = pathOf(request.url);
    return door.handle(request, path) ?? router.fetch(request, { clientAddress });
  };
}

function createRouter(
  { status, metrics, api, findPlace, console, agentTools, security, version, clock, logger }: ShellOptions,
): Hono<Environment> {
  const router = new Hono<Environment>();
  router.use(async (context, next) => {
    await next();
    const { isSecure } = findPlace(context.req.raw, context.env.clientAddress());
    addSecurityHeaders(context.res.headers, isSecure);
  });
  router.get("/healthz", (context) => context.json({ status: "alive", version }));
  router.get("/readyz", (context) => {
    const { isReady, ...rest } = readiness(
      status,
      acceptedLanguage(context.req.header("accept-language") ?? ""),
    );
    return context.json({ status: isReady ? "ready" : "not ready", ...rest }, isReady ? 200 : 503);
  });
  router.get("/metrics", async (context) => {
    if (!await maySeeMetrics(context.req.raw, context.env.clientAddress(), api.authenticator)) {
      return toProblemResponse({ fault: fault("metrics_forbidden") });
    }
    return context.text(renderMetrics(status, metrics, version), 200, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
    });
  });
  if (security !== undefined) {
    router.get(securityTxtPath, (context) =>
      context.text(securityTxt(security, clock.now()), 200, {
        "content-type": "text/plain; charset=utf-8",
      }));
  }
  router.all("/mcp", (context) => {
    const { raw } = context.req;
    return agentTools(raw, findPlace(raw, context.env.clientAddress()).address);
  });
  addApi(router, { ...api, findPlace, version, logger });
  console.addTo(router, () => plainRoot(version));
  router.notFound((context) => {
    const { raw } = context.req;
    if (!wantsPage(raw)) return toProblemResponse({ fault: fault("nothing_here") });
    return console.nothing(raw, context.env.clientAddress());
  });
  router.onError((error) => {
    const known = toKnownProblem(error);
    if (known !== undefined) return toProblemResponse(known);
    logger.error("request failed", { error });
    return toProblemResponse({ fault: fault("internal_error") });
  });
  return router;
}

/** What programs and people at a terminal are told. */
function plainRoot(version: string): Response {
  return new Response(
    `BotMux ${version}\n\nBot API: /bot<token>/<method> (or /tgapi/bot<token>/<method>)\n` +
      "Files:   /file/bot<token>/<path>\nHealth:  /healthz /readyz /metrics\n" +
      "Manage:  /api/v1 (described at /api/openapi.json)\nAgents:  /mcp\nConsole: / in a browser\n",
    { headers: { "content-type": "text/plain; charset=utf-8", vary: "accept" } },
  );
}

/** The raw path of an absolute URL, without query and fragment. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  if (start < 0) return "/";
  const query = url.indexOf("?", start);
  return query < 0 ? url.slice(start) : url.slice(start, query);
}
