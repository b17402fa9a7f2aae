import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { administratorRightNames } from "../../../src/telegram/chat_rights.ts";
import { type ActionSetup, openActions } from "../../support/bot_actions.ts";

/** How Telegram describes somebody in the group. */
async function memberOf({ setup }: ActionSetup, user: number) {
  const { url, bot, group } = setup.upstream;
  const response = await fetch(`${url}/bot${bot.token}/getChatMember?chat_id=${group}&user_id=${user}`);
  return (await response.json()).result;
}

/** A person in the group who does not own it, with the path under which they are moderated. */
function addMember({ setup, group }: ActionSetup) {
  const { sandbox, group: chat } = setup.upstream;
  const { id } = sandbox.addUser({ firstName: "Bob" });
  sandbox.join({ chat, user: id });
  return { id, path: `${group}/members/${id}` };
}

describe("moderating through the management API", () => {
  test("bans somebody until a time, and unbans them", async () => {
    await using actions = await openActions();
    const { id, path } = addMember(actions);
    await actions.manager.done("PUT", `${path}/ban`, {
      until: "2037-01-01T00:00:00Z",
      delete_messages: true,
    });
    const banned = await memberOf(actions, id);
    assertEquals([banned.status, banned.until_date], ["kicked", Date.UTC(2037, 0, 1) / 1000]);
    await actions.manager.done("DELETE", `${path}/ban`);
    assertEquals((await memberOf(actions, id)).status, "left");
  });

  test("caps a ban at the latest time that Telegram accepts", async () => {
    await using actions = await openActions();
    const { id, path } = addMember(actions);
    await actions.manager.done("PUT", `${path}/ban`, { until: "2099-01-01T00:00:00Z" });
    assertEquals((await memberOf(actions, id)).until_date, 2 ** 31 - 1);
  });

  test("bans permanently without a body", async () => {
    await using actions = await openActions();
    const { id, path } = addMember(actions);
    await actions.manager.done("PUT", `${path}/ban`);
    const banned = await memberOf(actions, id);
    assertEquals([banned.status, banned.until_date], ["kicked", 0]);
  });

  test("unbanning does not remove a current member", async () => {
    await using actions = await openActions();
    const { id, path } = addMember(actions);
    await actions.manager.done("DELETE", `${path}/ban`);
    assertEquals((await memberOf(actions, id)).status, "member");
  });

  test("restricts somebody to the named rights, and lifts that", async () => {
    await using actions = await openActions();
    const { id, path } = addMember(actions);
    const permissions = { can_send_messages: true, can_send_photos: false };
    await actions.manager.done("PUT", `${path}/restrictions`, { permissions });
    const restricted = await memberOf(actions, id);
    assertEquals(
      [
        restricted.status,
        restricted.can_send_messages,
        restricted.can_send_photos,
        restricted.can_send_polls,
      ],
      ["restricted", true, false, false],
    );
    await actions.manager.done("DELETE", `${path}/restrictions`);
    assertEquals((await memberOf(actions, id)).status, "member");
  });

  test("promotes with exactly the named rights, sets a title, and demotes", async () => {
    await using actions = await openActions();
    const { id, path } = addMember(actions);
    for (const right of administratorRightNames) {
      await actions.manager.done("PUT", `${path}/rights`, { [right]: true });
      const member = await memberOf(actions, id);
      const held = administratorRightNames.filter((name) => member[name]);
      assertEquals(new Set(held), new Set([right, "can_manage_chat"]), right);
    }
    await actions.manager.done("PUT", `${path}/title`, { title: "Gardener" });
    assertEquals((await memberOf(actions, id)).custom_title, "Gardener");
    await actions.manager.done("DELETE", `${path}/rights`);
    assertEquals((await memberOf(actions, id)).status, "member");
  });

  test("reports that owners cannot be changed", async () => {
    await using actions = await openActions();
    const answer = await actions.manager.call(
      "PUT",
      `${actions.group}/members/${actions.setup.upstream.user}/ban`,
    );
    assertEquals(answer.status, 409);
    assertEquals(answer.body.code, "telegram_member_protected");
    assertMatch(answer.body.detail, /^Bad Request: .*administrators whom others promoted\.$/);
  });

  test("reports which right the bot lacks", async () => {
    await using actions = await openActions();
    const { sandbox, bot, user } = actions.setup.upstream;
    const chat = sandbox.addGroup({ title: "Strict", members: [user], bots: [bot.id] }).id;
    const answer = await actions.manager.call("PUT", `${actions.chat(chat)}/members/${user}/ban`);
    assertEquals(answer.body.code, "telegram_right_missing");
  });

  test("names the field of an invalid time", async () => {
    await using actions = await openActions();
    const { path } = addMember(actions);
    const answer = await actions.manager.call("PUT", `${path}/ban`, { until: "tomorrow" });
    assertEquals([answer.status, answer.body.errors[0].pointer], [400, "#/until"]);
  });
});

describe("invitations through the management API", () => {
  test("are created and revoked", async () => {
    await using actions = await openActions();
    const link = await actions.manager.done("POST", `${actions.group}/invite-links`, {
      name: "Fair",
      max_members: 5,
      until: "2037-01-01T00:00:00Z",
    });
    assertEquals([link.name, link.member_limit, link.is_revoked], ["Fair", 5, false]);
    const { invite_link } = link;
    const revoked = await actions.manager.done("POST", `${actions.group}/invite-links/revoke`, {
      invite_link,
    });
    assertEquals([revoked.invite_link, revoked.is_revoked], [invite_link, true]);
  });

  test("approve some join requests, and decline others", async () => {
    await using actions = await openActions();
    const { sandbox, group: chat } = actions.setup.upstream;
    const outcomes: [verb: string, status: string][] = [["approve", "member"], ["decline", "left"]];
    for (const [verb, status] of outcomes) {
      const { id: user } = sandbox.addUser({ firstName: verb });
      sandbox.askToJoin({ chat, user });
      await actions.manager.done("POST", `${actions.group}/join-requests/${user}/${verb}`);
      assertEquals((await memberOf(actions, user)).status, status);
      const again = await actions.manager.post(`${actions.group}/join-requests/${user}/${verb}`);
      assertEquals(again.status, 409);
    }
  });
});

describe("refreshing a chat", () => {
  test("returns its current state, with administrators and members", async () => {
    await using actions = await openActions();
    const { upstream } = actions.setup;
    const { chat, administrators, member_count } = await actions.manager.done(
      "POST",
      `${actions.group}/refresh`,
    );
    assertEquals([chat.id, chat.title, member_count], [upstream.group, "Garden", 2]);
    assert(administrators.some(({ user }: { user: { id: number } }) => user.id === upstream.bot.id));
  });

  test("lists no administrators for a private chat", async () => {
    await using actions = await openActions();
    const { sandbox, user, bot } = actions.setup.upstream;
    sandbox.speak({ from: user, bot: bot.id, text: "/start" });
    const answer = await actions.manager.done("POST", `${actions.chat(user)}/refresh`);
    assertEquals([answer.chat.type, answer.administrators, answer.member_count], ["private", null, null]);
  });
});

describe("acting on Telegram", () => {
  test("is counted as every program's call is", async () => {
    await using actions = await openActions();
    await actions.send("x");
    const metrics = await (await fetch(`${actions.setup.served.url}/metrics`)).text();
    assertMatch(metrics, /method="sendMessage"/);
  });

  test("is audited with actor, target and result", async () => {
    await using actions = await openActions();
    const id = await actions.send("x");
    await actions.manager.call("PUT", `${actions.group}/members/7/ban`);
    const { items: [ban, send] } = await actions.setup.api.done("GET", "/audit");
    const { bot, upstream } = actions.setup;
    assertEquals([send.action, send.target, send.status, send.actor.name, send.bot], [
      "sendMessage",
      `bots/${bot}/chats/${upstream.group}/messages/${id}`,
      201,
      "manager",
      bot,
    ]);
    assertEquals([ban.action, ban.status], ["banMember", 409]);
  });

  test("is refused to viewers and to operators without access to the bot", async () => {
    await using actions = await openActions();
    const viewer = await actions.setup.withRole("viewer");
    const stranger = await actions.setup.withRole("manager", [1]);
    const path = `${actions.group}/messages`;
    assertEquals((await viewer.post(path, { text: "x" })).status, 403);
    assertEquals((await stranger.post(path, { text: "x" })).status, 404);
    assert(!actions.history().some(({ text }) => text === "x"));
  });
});
