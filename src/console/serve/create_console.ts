import type { Hono } from "hono";
import type { Environment } from "../../http/environment.ts";
import type { PageSite } from "../../http/shell.ts";
import { wantsPage } from "../../http/wants_page.ts";
import { Console, type ConsoleOptions } from "./console.tsx";

/** The console as the shell takes it. */
export function createConsole(options: ConsoleOptions): PageSite {
  const console = new Console(options);
  return {
    addTo: (router, plainRoot) => addPages(router, console, plainRoot),
    nothing: (request, peer) => console.nothing({ request, path: {}, peer }),
  };
}

/** Adds the console's pages, their forms and their files to a router. */
function addPages(router: Hono<Environment>, console: Console, plainRoot: () => Response): void {
  for (const page of console.pages) {
    router.get(page.path, (context) => {
      const { raw } = context.req;
      if (page.path === "/" && !wantsPage(raw) && !raw.headers.has("hx-request")) return plainRoot();
      return console.show(page, {
        request: raw,
        path: context.req.param(),
        peer: context.env.clientAddress(),
      });
    });
    for (const form of page.forms ?? []) {
      router.post(form.path, (context) => {
        const { raw } = context.req;
        return console.submit(page, form, {
          request: raw,
          path: context.req.param(),
          peer: context.env.clientAddress(),
        });
      });
    }
  }
  router.post("/preferences", (context) => {
    return console.prefer({ request: context.req.raw, path: {}, peer: context.env.clientAddress() });
  });
  router.get("/assets/:file", async (context, next) => {
    const accepted = context.req.header("accept-encoding") ?? "";
    const response = await console.files.answer(context.req.path, accepted);
    return response ?? await next();
  });
}
