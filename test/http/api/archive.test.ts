import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { ApiClient } from "../../support/api_client.ts";
import { openApi } from "../../support/api_setup.ts";
import { openConversation } from "../../support/archived_conversation.ts";
import { until } from "../../support/until.ts";

interface Shown {
  readonly message_id: number;
  readonly user_id: number | null;
}

const idsOf = (items: readonly Shown[]) => items.map(({ message_id }) => message_id);

/** All pages of a list, one item each. */
async function readPages(api: ApiClient, path: string): Promise<Shown[]> {
  const items: Shown[] = [];
  let next: string | null = "";
  for (let pages = 0; next !== null && pages < 20; pages++) {
    const cursor: string = next === "" ? "" : `&cursor=${encodeURIComponent(next)}`;
    const page = await api.done("GET", `${path}${path.includes("?") ? "&" : "?"}limit=1${cursor}`);
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

describe("archived chats through the management API", () => {
  test("are listed, and found by part of their name, ignoring case", async () => {
    await using talk = await openConversation();
    const { items: [chat], next } = await talk.viewer.done("GET", `${talk.archive}/chats?name=GARD`);
    assertEquals(
      [chat.chat_id, chat.name, chat.incoming, chat.outgoing, next],
      [talk.setup.upstream.group, "Garden", 2, 1, null],
    );
  });

  test("are shown with details and topics", async () => {
    await using talk = await openConversation();
    const { sandbox, bot } = talk.setup.upstream;
    const forum = sandbox.addGroup({
      title: "Forum",
      topics: [],
      bots: [bot.id],
      administrators: [bot.id],
    }).id;
    const { message_thread_id: topic } = await talk.call(`createForumTopic?chat_id=${forum}&name=Tools`);
    const { archive } = talk.setup.served.botmux;
    // The call tells of the topic, and an update of the chat.
    await until(async () =>
      (await archive!.topics(bot.id, forum)).length > 0 &&
      (await archive!.chat(bot.id, forum))?.type === "supergroup"
    );
    const chat = await talk.viewer.done("GET", `${talk.archive}/chats/${forum}`);
    assertEquals([chat.type, chat.facts.title], ["supergroup", "Forum"]);
    assertEquals(
      chat.topics.map(({ topic, facts }: { topic: number; facts: { name: string } }) => [topic, facts.name]),
      [[topic, "Tools"]],
    );
  });

  test("list the members that a call returned", async () => {
    await using talk = await openConversation();
    const { group, user } = talk.setup.upstream;
    const { status } = await talk.call(`getChatMember?chat_id=${group}&user_id=${user}`);
    let items: { user_id: number; member: { status: string } }[] = [];
    await until(async () => {
      ({ items } = await talk.viewer.done("GET", `${talk.chat}/members`));
      return items.length > 0;
    });
    assertEquals(items.map(({ user_id, member }) => [user_id, member.status]), [[user, status]]);
  });

  test("that are unknown give 404", async () => {
    await using talk = await openConversation();
    for (const path of ["/chats/-5", "/chats/-5/export", "/chats/@garden", "/users/5"]) {
      assertEquals((await talk.viewer.get(talk.archive + path)).status, 404, path);
    }
  });
});

describe("archived messages through the management API", () => {
  test("come newest first, in consistent pages", async () => {
    await using talk = await openConversation();
    const shown = await readPages(talk.viewer, `${talk.chat}/messages`);
    assertEquals(idsOf(shown), [talk.answer, talk.photo, talk.question]);
  });

  test("are shown with everything recorded about them", async () => {
    await using talk = await openConversation();
    const path = `${talk.chat}/messages/${talk.question}`;
    const { message, history } = await talk.viewer.done("GET", path);
    assertEquals(
      [message.content, message.direction, message.message.text, message.edited_at !== null],
      ["text", "in", "Where is the invoice?", true],
    );
    assertEquals(
      history.map(({ kind, content }: { kind: string; content: Record<string, { text: string }> }) => [
        kind,
        content[kind]?.text,
      ]),
      [["message", "Where is the invoise?"], ["edited_message", "Where is the invoice?"]],
    );
  });

  test("are looked up in their own numbering", async () => {
    await using talk = await openConversation();
    const path = `${talk.chat}/messages/${talk.question}?connection=another`;
    assertEquals((await talk.viewer.get(path)).status, 404);
  });
});

describe("search in all bots through the management API", () => {
  test("searches the requested bots, and names the bot of each message", async () => {
    await using talk = await openConversation();
    const { bot } = talk.setup;
    const found = async (query: string) => {
      const { items } = await talk.viewer.done("GET", `/messages/search?text=invoice${query}`);
      return (items as (Shown & { bot: number })[]).map(({ bot, message_id }) => [bot, message_id]);
    };
    const all = [[bot, talk.answer], [bot, talk.question]];
    assertEquals([await found(""), await found(`&bots=${bot},99`), await found("&bots=99")], [all, all, []]);
  });

  test("finds nothing of bots the caller has no access to", async () => {
    await using talk = await openConversation();
    const { setup } = talk;
    for (const bots of [[1], [1, 2]]) {
      const viewer = await setup.withRole("viewer", bots);
      for (const query of ["", `&bots=${setup.bot}`]) {
        assertEquals(await viewer.done("GET", `/messages/search?text=invoice${query}`), {
          items: [],
          next: null,
        });
      }
    }
  });
});

describe("search through the management API", () => {
  test("finds words, ignoring case, and marks their position", async () => {
    await using talk = await openConversation();
    const { items } = await talk.viewer.done("GET", `${talk.archive}/search?text=invoice`);
    assertEquals(idsOf(items), [talk.answer, talk.question]);
    for (const { snippet: { text, highlights: [[start, end]] } } of items) {
      assertEquals(text.slice(start, end).toLowerCase(), "invoice");
    }
  });

  test("returns consistent pages, in both orders", async () => {
    await using talk = await openConversation();
    for (const order of ["newest", "best"]) {
      const found = await readPages(talk.viewer, `${talk.archive}/search?text=invoice&order=${order}`);
      assertEquals(new Set(idsOf(found)), new Set([talk.answer, talk.question]), order);
    }
  });

  test("applies every filter", async () => {
    await using talk = await openConversation();
    const { group, user } = talk.setup.upstream;
    const expected: [query: string, ids: number[]][] = [
      [`chat=${group}&direction=out`, [talk.answer]],
      ["chat=-5", []],
      [`user=${user}&text=invoice`, [talk.question]],
      ["content=photo", [talk.photo]],
      ["content=photo,video&text=receipt", [talk.photo]],
      ["since=2999-01-01T00:00:00Z", []],
      ["until=2001-01-01T00:00:00Z", []],
      ["since=2001-01-01T00:00:00Z&text=receipt", [talk.photo]],
    ];
    for (const [query, ids] of expected) {
      const { items } = await talk.viewer.done("GET", `${talk.archive}/search?${query}`);
      assertEquals(idsOf(items), ids, query);
    }
  });

  test("finds nothing of another bot", async () => {
    await using talk = await openConversation();
    const other = talk.setup.upstream.sandbox.addBot({ username: "other_bot", name: "Other" });
    await talk.setup.api.done("POST", "/bots", { token: other.token });
    const { items } = await talk.setup.api.done("GET", `/bots/${other.id}/archive/search?text=invoice`);
    assertEquals(items, []);
  });
});

describe("archived users through the management API", () => {
  test("are listed by name and shown with their details", async () => {
    await using talk = await openConversation();
    const { user } = talk.setup.upstream;
    const { items: [found] } = await talk.viewer.done("GET", `${talk.archive}/users?name=ada`);
    const shown = await talk.viewer.done("GET", `${talk.archive}/users/${user}`);
    assertEquals([found.user_id, shown.username, shown.facts.first_name], [user, "ada_example", "Ada"]);
  });
});

describe("statistics through the management API", () => {
  test("count the last days by default", async () => {
    await using talk = await openConversation();
    const path = `${talk.archive}/statistics`;
    const statistics = await talk.viewer.done("GET", `${path}?chat=${talk.setup.upstream.group}`);
    const sum = (field: "incoming" | "outgoing") =>
      statistics.hours.reduce((count: number, hour: Record<typeof field, number>) => count + hour[field], 0);
    assertEquals([sum("incoming"), sum("outgoing")], [2, 1]);
    assertEquals(statistics.top_users, [{ user_id: talk.setup.upstream.user, messages: 2 }]);
    const before = await talk.viewer.done("GET", `${path}?from=2001-01-01&to=2001-02-01`);
    assertEquals([before.from, before.to, before.hours], ["2001-01-01", "2001-02-01", []]);
  });

  const wrong: [query: string, status: number, pointer: string][] = [
    ["from=2027-01-02&to=2027-01-01", 409, "from"],
    ["from=2025-01-01&to=2027-01-01", 409, "from"],
    ["from=2027-02-30", 400, "from"],
    ["to=yesterday", 400, "to"],
  ];
  for (const [query, status, pointer] of wrong) {
    test(`refuse ${query}`, async () => {
      await using setup = await openApi();
      const answer = await setup.api.get(`/bots/${setup.bot}/archive/statistics?${query}`);
      assertEquals([answer.status, answer.body.errors[0].pointer], [status, pointer]);
    });
  }
});

describe("lists of the archive through the management API", () => {
  test("refuse foreign cursors, and say so", async () => {
    await using talk = await openConversation();
    const lists = ["/chats", "/users", "/search", "/search?text=a&order=best"].map((path) =>
      talk.archive + path
    ).concat(`${talk.chat}/messages`, `${talk.chat}/members`);
    for (const list of lists) {
      for (const cursor of ["nonsense", "1~2~3", "%25", "1e99~x"]) {
        const answer = await talk.viewer.get(`${list}${list.includes("?") ? "&" : "?"}cursor=${cursor}`);
        assertEquals([answer.status, answer.body.errors?.[0].pointer], [409, "cursor"], `${list} ${cursor}`);
      }
    }
  });

  const odd = [
    "search?text=%00",
    "search?text=%22%20OR%20*",
    `search?text=${"a.".repeat(490)}`,
    "search?user=9007199254740991&chat=-9007199254740991",
    "search?text=invoice&order=best&cursor=-5~9007199254740991",
    "search?since=0000-01-01T00:00:00Z&until=9999-12-31T23:59:60Z",
    "statistics?to=0000-01-01",
    "statistics?from=9999-12-01&to=9999-12-31",
    "chats?name=%00",
    "chats?cursor=9007199254740991~-9007199254740991",
    "chats/0/messages?cursor=5~%2500",
    "chats/0/members?cursor=-1",
  ];
  test("handle unusual queries like all others", async () => {
    await using talk = await openConversation();
    for (const path of odd) {
      assertEquals((await talk.viewer.get(`${talk.archive}/${path}`)).status, 200, path);
    }
  });

  test("do not exist without an archive, and say why", async () => {
    await using setup = await openApi({ archive: false });
    const paths = ["chats", "chats/1", "chats/1/members", "chats/1/messages", "chats/1/messages/1"].concat(
      ["chats/1/export", "search", "users", "users/1", "statistics"],
    );
    for (const path of paths) {
      const answer = await setup.api.get(`/bots/${setup.bot}/archive/${path}`);
      assertEquals(answer.status, 404, path);
      assertEquals(answer.body.code, "archive_off");
    }
  });
});
