import Type from "typebox";
import { knowsBot, type Principal } from "../../account/principal.ts";
import { type Route, type Rule, targetBots } from "../../routing/rule.ts";
import { RuleError } from "../../routing/rule_faults.ts";
import { contradiction, contradictions, notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import type { ApiPorts } from "./ports.ts";
import {
  patchRule,
  RouteAnswer,
  RouteInput,
  RoutePatchInput,
  routePath,
  toRouteAnswer,
} from "./route_wire.ts";
import { botPath, defaultLimit, Limit, pageOf, RecordId, toPage } from "./wire.ts";

const tag = "routes";
const path = "/bots/{bot}/routes";

/** A page of rules. */
export const RoutePage = pageOf(RouteAnswer, Type.Integer());

/** `/bots/{bot}/routes` */
export function routeEndpoints(ports: ApiPorts): Endpoint[] {
  const access = createAccess(ports);
  return [
    ...readEndpoints(ports, access),
    ...changeEndpoints(ports, access),
    ...orderEndpoints(ports, access),
  ];
}

/** What somebody may see of rules, and name in them. */
type RouteAccess = ReturnType<typeof createAccess>;

function createAccess({ routes, registry }: ApiPorts) {
  /** A rule is theirs to see whose bots they all know of. */
  const knowsRoute = (principal: Principal, route: Route) =>
    targetBots(route).every((bot) => knowsBot(principal, bot));
  const visible = (principal: Principal, bot: number) =>
    routes.of(bot).filter((route) => knowsRoute(principal, route));
  const find = (principal: Principal, bot: number, id: number): Route => {
    const route = visible(principal, bot).find((route) => route.id === id);
    if (route === undefined) throw notFound("rule");
    return route;
  };
  /** A bot that they may not know of must look like one that does not exist. */
  const checkTargets = (principal: Principal, botId: number, rule: Rule) => {
    const isKnown = (bot: number) => knowsBot(principal, bot) && registry.bot(bot) !== undefined;
    if (targetBots({ botId, rule }).every(isKnown)) return;
    for (const [index, action] of rule.actions.entries()) {
      const place = "to" in action ? action.to.findIndex(({ bot }) => !isKnown(Number(bot ?? botId))) : -1;
      if (place >= 0) throw contradiction(`#/actions/${index}/to/${place}/bot`, "field_not_a_bot");
    }
  };
  return { visible, find, checkTargets };
}

function readEndpoints(_ports: ApiPorts, { visible, find }: RouteAccess): Endpoint[] {
  return [
    endpoint({
      id: "listRoutes",
      method: "GET",
      path,
      tag,
      summary: "List the routing rules of a bot, in the order in which they run",
      role: "viewer",
      parameters: botPath,
      query: { after: Type.Optional(Type.Integer({ minimum: 0, description: "A place" })), limit: Limit },
      status: 200,
      answer: RoutePage,
      handle({ path: { bot }, query: { after = 0, limit = defaultLimit }, principal }) {
        const all = visible(principal, bot).filter(({ place }) => place > after);
        const { items, next } = toPage(all, limit, ({ place }) => place);
        return { items: items.map(toRouteAnswer), next };
      },
    }),
    endpoint({
      id: "getRoute",
      method: "GET",
      path: `${path}/{id}`,
      tag,
      summary: "Get a routing rule",
      role: "viewer",
      parameters: routePath,
      status: 200,
      answer: RouteAnswer,
      handle: ({ path: { bot, id }, principal }) => toRouteAnswer(find(principal, bot, id)),
    }),
  ];
}

function changeEndpoints({ routes }: ApiPorts, { find, checkTargets }: RouteAccess): Endpoint[] {
  return [
    endpoint({
      id: "addRoute",
      method: "POST",
      path,
      tag,
      summary: "Create a routing rule at the end; it applies to new messages",
      role: "manager",
      parameters: botPath,
      body: RouteInput,
      status: 201,
      answer: RouteAnswer,
      conflict: "The name is taken, there are too many, or the rule cannot be used",
      subject: ({ id }) => String(id),
      async handle({ path: { bot }, body, principal }) {
        checkTargets(principal, bot, body);
        return toRouteAnswer(await usable(() => routes.add(bot, body)));
      },
    }),
    endpoint({
      id: "changeRoute",
      method: "PATCH",
      path: `${path}/{id}`,
      tag,
      summary: "Change, enable or disable a rule; replies to what it sent still reach their chat",
      role: "manager",
      parameters: routePath,
      body: RoutePatchInput,
      status: 200,
      answer: RouteAnswer,
      conflict: "The new name is taken, or the rule could not be used so",
      async handle({ path: { bot, id }, body, principal }) {
        find(principal, bot, id);
        return toRouteAnswer(
          await usable(() =>
            routes.change(id, (before) => {
              const rule = patchRule(before, body);
              checkTargets(principal, bot, rule);
              return rule;
            })
          ),
        );
      },
    }),
    endpoint({
      id: "removeRoute",
      method: "DELETE",
      path: `${path}/{id}`,
      tag,
      summary: "Remove a rule and its waiting jobs; replies to what it sent still reach their chat",
      role: "manager",
      parameters: routePath,
      status: 204,
      async handle({ path: { bot, id }, principal }) {
        find(principal, bot, id);
        await routes.remove(id);
      },
    }),
  ];
}

function orderEndpoints({ routes }: ApiPorts, { visible }: RouteAccess): Endpoint[] {
  return [
    endpoint({
      id: "orderRoutes",
      method: "PUT",
      path: "/bots/{bot}/route-order",
      tag,
      summary: "Reorder routing rules; rules that are left out keep their place",
      role: "manager",
      parameters: botPath,
      body: Type.Object({
        routes: Type.Array(RecordId, { minItems: 1, maxItems: 200, uniqueItems: true }),
      }, { title: "RouteOrder", additionalProperties: false }),
      status: 204,
      conflict: "One of them is no rule of the bot",
      async handle({ path: { bot }, body, principal }) {
        const known = new Set(visible(principal, bot).map(({ id }) => id));
        const stranger = body.routes.findIndex((id) => !known.has(id));
        if (stranger >= 0) throw contradiction(`#/routes/${stranger}`, "field_not_a_rule");
        await routes.reorder(bot, body.routes);
      },
    }),
  ];
}

/** @throws {ApiError} 409 when a rule cannot be used. */
async function usable<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw contradictions([{ pointer: `#/${error.path.join("/")}`, fault: error.fault }]);
  }
}
