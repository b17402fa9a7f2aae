import type { Page, PageForm } from "../../src/console/page.ts";
import type { PagePorts } from "../../src/console/page_ports.ts";
import { createPages } from "../../src/console/pages.ts";
import { createEndpoints } from "../../src/http/api/endpoints.ts";
import type { Endpoint } from "../../src/http/api/endpoint.ts";
import type { ApiPorts } from "../../src/http/api/ports.ts";
import type { ConsoleVisitor } from "./console_visitor.ts";
import { type ReadPage, readPage } from "./read_page.ts";

/** Every page of a demo's console. Making the list asks of the ports only what there is: showing a page does more. */
export const everyPage: readonly Page[] = createPages({ sandbox: {} } as PagePorts);

/** Every endpoint, for what it says of itself; none of them can be called. */
export const everyEndpoint: readonly Endpoint[] = createEndpoints({ accounts: {}, sandbox: {} } as ApiPorts);

/** A page that was looked at. */
export interface WalkedPage extends ReadPage {
  readonly address: string;
  readonly page: Page;
  readonly status: number;
  readonly html: string;
}

/** The page that is at an address; `undefined` when none does. The first that fits is asked, as by the router. */
export function pageAt(address: string): Page | undefined {
  return everyPage.find(({ path }) => fits(path, address));
}

/** The form that is sent to an address, with its page. */
export function formAt(address: string): { readonly page: Page; readonly form: PageForm } | undefined {
  return everyPage.flatMap((page) => (page.forms ?? []).map((form) => ({ page, form })))
    .find(({ form }) => fits(form.path, address));
}

/** The endpoints at an address of the API, whatever their method. */
export function endpointsAt(address: string): readonly Endpoint[] {
  return everyEndpoint.filter(({ path }) => fits(`/api/v1${path.replace(/\{(\w+)\}/g, ":$1")}`, address));
}

/** The endpoint of this id. @throws {RangeError} when there is none. */
export function endpointOf(id: string): Endpoint {
  const endpoint = everyEndpoint.find((endpoint) => endpoint.id === id);
  if (endpoint === undefined) throw new RangeError(`There is no endpoint ${id}`);
  return endpoint;
}

/** Begins where somebody arrives, and goes wherever links lead: to at most `most` addresses of each page and bot. */
export async function walk(visitor: ConsoleVisitor, max: number): Promise<readonly WalkedPage[]> {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  const walked: WalkedPage[] = [];
  const waiting = ["/", "/account"];
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const page = pageAt(address);
    if (page === undefined || page.role === "nobody" || seen.has(address)) continue;
    const kind = `${page.path} ${botOf(page, address)}`;
    const count = counts.get(kind) ?? 0;
    if (count >= max) continue;
    seen.add(address);
    counts.set(kind, count + 1);
    const { status, html } = await visitor.get(address);
    const read = readPage(html);
    walked.push({ address, page, status, html, ...read });
    waiting.push(...read.links);
    for (const { method, action } of read.forms) if (method === "get") waiting.push(action);
  }
  return walked;
}

/** The bot that an address of a page is about; empty where it is about none. */
function botOf({ path }: Page, address: string): string {
  return address.split(/[/?#]/)[path.split("/").indexOf(":bot")] ?? "";
}

function fits(path: string, address: string): boolean {
  const pattern = path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/:\w+/g, "[^/]+");
  return new RegExp(`^${pattern}$`).test(address.replace(/[?#].*$/s, ""));
}
