/** @jsxImportSource hono/jsx */
import { statusOf } from "../../faults/fault.ts";
import { knowsBot, nobody, type Principal } from "../../account/principal.ts";
import type { Clock } from "../../base/clock.ts";
import type { Refusal } from "../components/form.tsx";
import { createLocale } from "../language/locale.ts";
import { everyText } from "../language/every_text.ts";
import { FaultView, type FaultViewProps } from "../fault/view.tsx";
import { contradictions, notFound } from "../../http/api/api_error.ts";
import { type Authenticator, findSignedIn } from "../../http/api/authenticate.ts";
import { type CallKeeping, checkRights } from "../../http/api/carry_out.ts";
import type { Endpoint } from "../../http/api/endpoint.ts";
import { isOwnPage } from "../../http/own_page.ts";
import { toKnownProblem } from "../../http/known_problem.ts";
import { type Problem, wordsOfTelegram } from "../../http/problem.ts";
import type { FindPlace } from "../../http/request_place.ts";
import { toLocalPath, withParameter } from "../links/local_path.ts";
import { navigationOf, tabsOf } from "../frame/navigation_of.ts";
import type { FormFields, GoOn, Page, PageForm, SaidText, Shown } from "../page.ts";
import { readPreferences, toPreferenceCookies } from "./preferences.ts";
import { readForm } from "./read_form.ts";
import { renderPage } from "./render.tsx";
import { StaticFiles } from "./static_files.ts";
import { Visit } from "./visit.ts";

/** Options for {@linkcode Console}. */
export interface ConsoleOptions extends CallKeeping {
  readonly pages: readonly Page[];
  readonly endpoints: readonly Endpoint[];
  readonly authenticator: Authenticator;
  readonly findPlace: FindPlace;
  readonly clock: Clock;
}

/** A request for a page, as the router knows it. */
interface PageRequest {
  readonly request: Request;
  /** The parameters of its path. */
  readonly path: Readonly<Record<string, string>>;
  /** IP address of who is connected. */
  readonly peer: string;
}

/** A page that stands for whatever has none of its own. */
const placeless: Page = { path: "/", role: "nobody", show: () => ({ to: "/" }) };

/** The pages for people. They do what the API does, in its very way, and look as the one who asks likes it. */
export class Console {
  readonly files = new StaticFiles();
  readonly #options: ConsoleOptions;
  readonly #endpoints: ReadonlyMap<string, Endpoint>;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.#endpoints = new Map(options.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  }

  get pages(): readonly Page[] {
    return this.#options.pages;
  }

  /** Shows a page. */
  async show(page: Page, asked: PageRequest): Promise<Response> {
    const visit = await this.#visit(page, asked);
    try {
      const refused = this.#admit(page, visit, asked.request);
      if (refused !== undefined) return refused;
      return await this.#answer(await page.show(visit), page, visit, asked);
    } catch (error) {
      return await this.#fault(error, page, visit, asked);
    }
  }

  /** Does what a form asks for, and shows what follows. */
  async submit(page: Page, form: PageForm, asked: PageRequest): Promise<Response> {
    const visit = await this.#visit(page, asked);
    try {
      if (!isOwnPage(asked.request)) {
        return await this.#shownFault({ kind: "foreign" }, 403, page, visit, asked);
      }
      const refused = this.#admit(page, visit, asked.request);
      if (refused !== undefined) return refused;
      const fields = await readForm(asked.request);
      // Whoever may not do it is told so, and nothing of what they sent.
      const faults = visit.may(form.endpoint) ? form.check?.(fields, visit) ?? [] : [];
      const outcome = faults.length > 0
        ? { kind: "refused" as const, problem: contradictions(faults).problem }
        : await visit.call(form.endpoint, form.input(fields, visit));
      if (outcome.kind === "done") {
        return await this.#answer(await form.done(outcome.result, fields, visit), page, visit, asked);
      }
      visit.refusal = toRefusal(outcome.problem, form, fields, visit.url.pathname);
      return await this.#answer(await page.show(visit), page, visit, asked, outcome.problem);
    } catch (error) {
      return await this.#fault(error, page, visit, asked);
    }
  }

  /** Keeps how somebody wants to see the console. */
  async prefer(asked: PageRequest): Promise<Response> {
    const visit = await this.#visit(placeless, asked);
    try {
      if (!isOwnPage(asked.request)) {
        return await this.#shownFault({ kind: "foreign" }, 403, placeless, visit, asked);
      }
      const fields = await readForm(asked.request);
      const { isSecure } = this.#options.findPlace(asked.request, asked.peer);
      for (const cookie of toPreferenceCookies(fields.get("language"), fields.get("theme"), isSecure)) {
        visit.answerHeaders.append("set-cookie", cookie);
      }
      return goOn({ to: fields.get("to") }, visit);
    } catch (error) {
      return await this.#fault(error, placeless, visit, asked);
    }
  }

  /** Says that there is nothing. */
  async nothing(asked: PageRequest): Promise<Response> {
    const visit = await this.#visit(placeless, asked);
    return await this.#shownFault({ kind: "not-found" }, 404, placeless, visit, asked);
  }

  async #visit(page: Page, { request, path, peer }: PageRequest): Promise<Visit> {
    const { authenticator, findPlace, pages, clock, ...keeping } = this.#options;
    const place = findPlace(request, peer);
    const principal = await findSignedIn(place, authenticator) ?? nobody;
    const { language, theme, zone } = readPreferences(request.headers);
    const locale = createLocale(language, clock.now(), zone);
    const tabs = tabsOf(pages, page, path.bot, principal, locale);
    return new Visit({
      request,
      place,
      principal,
      path,
      locale,
      theme,
      tabs,
      endpoints: this.#endpoints,
      keeping,
    });
  }

  /** Whether somebody may see a page; the way to sign in for those who have not. @throws {ApiError} when not. */
  #admit(page: Page, { principal, path, url, answerHeaders }: Visit, request: Request): Response | undefined {
    if (page.role === "nobody") return undefined;
    if (principal.kind === "nobody") {
      // The whole page has to go to the sign-in, not a part of it.
      if (request.headers.has("hx-request")) return new Response(null, { headers: { "hx-refresh": "true" } });
      const to = url.pathname === "/"
        ? "/sign-in"
        : `/sign-in?to=${encodeURIComponent(url.pathname + url.search)}`;
      return redirect(to, answerHeaders);
    }
    checkRights(page, principal);
    if (path.bot !== undefined && !this.#isKnown(path.bot, principal)) throw notFound("bot");
    return undefined;
  }

  #isKnown(text: string, principal: Principal): boolean {
    return /^[1-9]\d{0,14}$/.test(text) && knowsBot(principal, Number(text)) &&
      this.#options.hasBot(Number(text));
  }

  async #answer(
    result: Shown | GoOn,
    page: Page,
    visit: Visit,
    { request }: PageRequest,
    problem?: Problem,
  ): Promise<Response> {
    if ("to" in result) return goOn(result, visit);
    return await this.#render(
      result,
      page,
      visit,
      request,
      problem === undefined ? result.status ?? 200 : statusOf(problem.fault),
    );
  }

  async #render(shown: Shown, page: Page, visit: Visit, request: Request, status: number): Promise<Response> {
    const { principal, locale, url } = visit;
    const isAlone = principal.kind === "nobody" || (page.role === "nobody" && page !== placeless);
    return await renderPage(shown, {
      visit,
      request,
      files: this.files,
      navigation: isAlone ? undefined : navigationOf(this.pages, url.pathname, principal, locale),
      toast: toSaid(url.searchParams.get("said"), visit),
      status,
      isFramedByTelegram: page.isFramedByTelegram ?? false,
    });
  }

  #fault(error: unknown, page: Page, visit: Visit, asked: PageRequest): Promise<Response> {
    const problem = toKnownProblem(error);
    if (problem !== undefined) {
      const status = statusOf(problem.fault);
      const kind = status === 404 ? "not-found" : status === 403 ? "forbidden" : "refused";
      return this.#shownFault({ kind, fault: problem.fault }, status, page, visit, asked);
    }
    this.#options.logger.error("page failed", { page: page.path, error });
    return this.#shownFault({ kind: "failed" }, 500, page, visit, asked);
  }

  #shownFault(
    shown: FaultViewProps,
    status: number,
    page: Page,
    visit: Visit,
    { request }: PageRequest,
  ): Promise<Response> {
    const title = visit.locale.t(`fault.${shown.kind}`);
    const content = <FaultView {...shown} />;
    return this.#render({ title, content }, page, visit, request, status);
  }
}

function toRefusal(
  problem: Problem,
  { keeps = [] }: PageForm,
  fields: FormFields,
  action: string,
): Refusal {
  return {
    action,
    fault: problem.fault,
    words: wordsOfTelegram(problem),
    values: Object.fromEntries(keeps.map((name) => [name, fields.getAll(name).join("\n")])),
    errors: Object.fromEntries(
      (problem.errors ?? []).map(({ pointer, fault }) => [pointer.replace(/^#\/?/, ""), fault]),
    ),
  };
}

/** After a change another page is asked for, so that reading it anew changes nothing once more. */
function goOn({ to, said }: GoOn, { answerHeaders }: Visit): Response {
  return redirect(said === undefined ? to : withParameter(to, "said", said), answerHeaders);
}

/** Sends the browser on to a path of the console, whatever `to` says. */
function redirect(to: string, more: Headers): Response {
  const headers = new Headers(more);
  headers.set("location", toLocalPath(to));
  headers.set("cache-control", "no-store");
  return new Response(null, { status: 303, headers });
}

/** Only what is meant to be said may be: links to the console are made by others too. */
function toSaid(key: string | null, { locale }: Visit): string | undefined {
  if (key === null || !/^[\w-]+\.said\./.test(key) || !Object.hasOwn(everyText, key)) return undefined;
  return locale.t(key as SaidText);
}
