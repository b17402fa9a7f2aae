import type { Sandbox, SandboxBot } from "../../src/sandbox/sandbox_interface.ts";
import { type ServedSandbox, serveSandbox } from "../sandbox/serving.ts";
import { ApiClient, testApiKey } from "./api_client.ts";
import { openJournalHere } from "./journal_here.ts";
import { ServedBotmux, type ServedBotmuxOptions } from "./served_botmux.ts";
import { until } from "./until.ts";

// deno-lint-ignore no-explicit-any -- tests look into messages as people see them
export type Shown = any;

/** A BotMux over a sandbox with a customer, a support group, and bots that rules connect. */
export interface RoutingSetup extends AsyncDisposable {
  readonly served: ServedBotmux;
  readonly upstream: ServedSandbox;
  readonly sandbox: Sandbox;
  readonly api: ApiClient;
  /** Talks with the customer. */
  readonly front: SandboxBot;
  /** Is in the support group, as an administrator. */
  readonly desk: SandboxBot;
  /** Belongs to nobody yet. */
  readonly third: SandboxBot;
  readonly customer: number;
  readonly clerk: number;
  /** The support group: the clerk and the desk are in it. */
  readonly group: number;
  /** The same as a forum. */
  readonly forum: number;
  /** Adds a rule; gives its id. */
  addRoute(bot: number, rule: object): Promise<number>;
  /** What the customer and a bot wrote to each other, oldest first. */
  chatWith(bot: number, user?: number): Shown[];
  /** Messages of a group, oldest first. */
  historyOf(chat: number): Shown[];
  /** Resolves with the messages of a group that `bot` wrote, once there are `count`. */
  writtenBy(bot: number, chat: number, count: number): Promise<Shown[]>;
  /** Resolves with what a bot wrote to a person, once there are `count`. */
  writtenTo(user: number, bot: number, count: number): Promise<Shown[]>;
  /** Traces of a bot, oldest first, once there are `count`. */
  traces(bot: number, count: number): Promise<Shown[]>;
  /** Resolves when nothing waits or is under way any more, for what has been said so far. */
  quiet(): Promise<void>;
}

/** Opens one; everything runs. */
export async function openRouting(more: Partial<ServedBotmuxOptions> = {}): Promise<RoutingSetup> {
  const upstream = await serveSandbox();
  const { sandbox, bot: front, user: customer } = upstream;
  const desk = sandbox.addBot({ username: "desk_bot", name: "Desk" });
  const third = sandbox.addBot({ username: "third_bot", name: "Third" });
  const clerk = sandbox.addUser({ firstName: "Grace", lastName: "Clerk", username: "grace_clerk" }).id;
  const both = { members: [clerk], bots: [desk.id], administrators: [desk.id] };
  const group = sandbox.addGroup({ title: "Support", ...both }).id;
  const forum = sandbox.addGroup({ title: "Support by topic", ...both, topics: [] }).id;
  const served = await ServedBotmux.open({
    upstream: upstream.url,
    bots: [front.token, desk.token, third.token],
    apiKey: testApiKey,
    archive: false,
    openJournal: openJournalHere(),
    ...more,
  });
  served.start();
  const api = await ApiClient.open(served.url);
  const setup: RoutingSetup = {
    served,
    upstream,
    sandbox,
    api,
    front,
    desk,
    third,
    customer,
    clerk,
    group,
    forum,
    addRoute: async (bot, rule) =>
      (await api.done("POST", `/bots/${bot}/routes`, { name: "rule", ...rule })).id,
    chatWith: (bot, user = customer) => sandbox.history({ bot, user }),
    historyOf: (chat) => sandbox.history({ chat }),
    async writtenBy(bot, chat, count) {
      const shown = () =>
        sandbox.history({ chat }).filter(({ from, forum_topic_created, new_chat_members }) =>
          from?.id === bot && forum_topic_created === undefined && new_chat_members === undefined
        );
      await until(() => shown().length >= count);
      return shown();
    },
    async writtenTo(user, bot, count) {
      const written = () => sandbox.history({ bot, user }).filter(({ from }) => from?.id === bot);
      await until(() => written().length >= count);
      return written();
    },
    async traces(bot, count) {
      const read = async () => (await api.done("GET", `/bots/${bot}/route-traces?limit=200`)).items;
      await until(async () => (await read()).length >= count);
      return (await read()).reverse();
    },
    async quiet() {
      await until(async () => {
        const text = await (await fetch(`${served.url}/metrics`)).text();
        return !/^botmux_routing_(waiting|lag)\{.*\} [1-9]/m.test(text);
      });
    },
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
  return setup;
}
