import { assert, assertEquals } from "@std/assert";
import { after, before, describe, test } from "node:test";
import { coversRole } from "../../src/account/principal.ts";
import type { Endpoint } from "../../src/http/api/endpoint.ts";
import type { Page, PageForm } from "../../src/console/page.ts";
import {
  endpointOf,
  endpointsAt,
  everyPage,
  formAt,
  pageAt,
  walk,
  type WalkedPage,
} from "../support/console_walk.ts";
import type { ConsoleVisitor } from "../support/console_visitor.ts";
import { until } from "../support/until.ts";
import { type Grantee, openTwoBots, type TwoBots } from "../support/two_bots.ts";

/** Addresses of one page that are looked at. */
const max = 4;
/** Those that somebody has to be signed in for. */
const closedPages = everyPage.filter(({ role }) => role !== "nobody");

describe("at the console", () => {
  let two: TwoBots;
  let walked: readonly WalkedPage[];
  const grantees = new Map<string, { readonly grantee: Grantee; readonly visitor: ConsoleVisitor }>();

  before(async () => {
    two = await openTwoBots();
    for (
      const [name, grantee] of Object.entries<Grantee>({
        "an owner": { role: "owner" },
        "a manager": { role: "manager" },
        "a viewer": { role: "viewer" },
        "a manager of one bot": { role: "manager", bots: [two.shown.id] },
        "a viewer of one bot": { role: "viewer", bots: [two.shown.id] },
      })
    ) grantees.set(name, { grantee, visitor: await two.visitor(grantee) });
    walked = await walk(owner(), max);
  });

  const owner = () => grantees.get("an owner")!.visitor;

  after(() => two[Symbol.asyncDispose]());

  test("links lead to every page", () => {
    for (const page of closedPages.filter(({ path }) => path.includes(":"))) addressOf(page, walked);
  });

  for (
    const name of ["an owner", "a manager", "a viewer", "a manager of one bot", "a viewer of one bot"]
  ) {
    test(`${name} sees no control and no link that they are not allowed to use`, async () => {
      const { grantee, visitor } = grantees.get(name)!;
      for (const { address, status, links, forms, calls } of await walk(visitor, max)) {
        assertEquals(status, 200, address);
        for (const link of links) {
          const page = pageAt(link);
          assert(page !== undefined, `${address} leads to ${link}, where nothing is`);
          assert(may(page, grantee), `${address} leads to ${link}`);
        }
        for (const { method, action } of forms) {
          if (method === "get") assert(pageAt(action) !== undefined, `${address} asks ${action}`);
          else assert(mayChange(action, grantee), `${address} has a form for ${action}`);
        }
        for (const call of calls) {
          assert(endpointsAt(call).some((endpoint) => may(endpoint, grantee)), `${address} calls ${call}`);
        }
      }
    });

    test(`${name} sees their own pages, and is refused all others`, async () => {
      const { grantee, visitor } = grantees.get(name)!;
      for (const page of closedPages) {
        const address = addressOf(page, walked.filter(({ address }) => !isAbout(address, two.hidden.id)));
        const { status } = await visitor.get(address);
        // Of a page that is not there in this setting, nobody who may see it learns more than an owner.
        const ownerStatus = (await owner().get(address)).status;
        assertEquals(status, may(page, grantee) ? ownerStatus : 403, `${page.path} at ${address}`);
      }
    });

    test(`${name} is refused forms that are not theirs, wherever they are sent from`, async () => {
      const { grantee, visitor } = grantees.get(name)!;
      for (const page of closedPages) {
        for (const form of page.forms ?? []) {
          if (may(page, grantee) && may(endpointOf(form.endpoint), grantee)) continue;
          const { status } = await visitor.post(formAddress(page, form, two.shown.id, walked), {});
          assertEquals(status, 403, `${form.path} of ${page.path}`);
        }
      }
    });
  }

  for (const name of ["a manager of one bot", "a viewer of one bot"]) {
    test(`${name} finds no trace of another bot`, async () => {
      const { visitor } = grantees.get(name)!;
      const traces = [/covert/i, ...[two.hidden.id, two.hiddenPlace.group].map((id) => new RegExp(`${id}`))];
      for (const { address, html } of await walk(visitor, max)) {
        for (const trace of traces) {
          assert(!trace.test(html), `${address} tells ${trace}: ${around(html, trace)}`);
        }
      }
    });

    test(`${name} is told that another bot's pages and forms do not exist`, async () => {
      const { grantee, visitor } = grantees.get(name)!;
      for (const { address, page } of walked) {
        if (!isAbout(address, two.hidden.id) || !may(page, grantee)) continue;
        assertEquals((await visitor.get(address)).status, 404, address);
      }
      for (const page of closedPages) {
        for (const form of page.forms ?? []) {
          if (!form.path.includes(":bot") || !may(page, grantee)) continue;
          const { status } = await visitor.post(formAddress(page, form, two.hidden.id, walked), {});
          assertEquals(status, 404, form.path);
        }
      }
    });

    test(`${name} sees no change when another bot has activity`, async () => {
      const { visitor } = grantees.get(name)!;
      let count = 0;
      // What their own bot does may come between once or twice; what tells of the other would do so each time.
      await until(async () => {
        const earlier = await walk(visitor, max);
        await two.hiddenWord();
        const consumer = { name: `${name.replaceAll(" ", "-")}-${count++}` };
        await two.setup.api.done("POST", `/bots/${two.hidden.id}/consumers`, consumer);
        const later = await walk(visitor, max);
        return JSON.stringify(later.map(lasting)) === JSON.stringify(earlier.map(lasting));
      });
    });
  }
});

/** Whether a page or an endpoint is for somebody, by what it declares. */
function may({ role, isForAllBots }: Page | Endpoint, grantee: Grantee): boolean {
  return role === "nobody" ||
    (coversRole(grantee.role, role) && !(isForAllBots && grantee.bots !== undefined));
}

function mayChange(action: string, grantee: Grantee): boolean {
  if (action === "/preferences") return true;
  const found = formAt(action);
  if (found !== undefined) return may(found.page, grantee) && may(endpointOf(found.form.endpoint), grantee);
  return endpointsAt(action).some((endpoint) => may(endpoint, grantee));
}

/** Where a page was seen. @throws {RangeError} when it was not, and has not a single address. */
function addressOf(page: Page, walked: readonly WalkedPage[]): string {
  const address = walked.find((each) => each.page === page)?.address ??
    (page.path.includes(":") ? undefined : page.path);
  if (address === undefined) throw new RangeError(`No link leads to ${page.path}`);
  return address;
}

function isAbout(address: string, botId: number): boolean {
  return address.split(/\W/).includes(String(botId));
}

/** Where a form of a bot's page is sent, from a place where the page was seen. */
function formAddress(page: Page, form: PageForm, botId: number, walked: readonly WalkedPage[]): string {
  const seen = addressOf(
    page,
    walked.filter(({ address }) => !page.path.includes(":bot") || isAbout(address, botId)),
  );
  const values = new Map(page.path.split("/").map((name, index) => [name, seen.split(/[/?]/)[index] ?? ""]));
  return form.path.replace(/:\w+/g, (name) => values.get(name) ?? "1");
}

/** A page without what differs from one moment to the next. */
function lasting({ address, html }: WalkedPage): string {
  return `${address} ${html.replace(/<time.*?<\/time>|<svg.*?<\/svg>/gs, "")}`;
}

function around(html: string, trace: RegExp): string {
  const place = html.search(trace);
  return html.slice(Math.max(0, place - 100), place + 100);
}
