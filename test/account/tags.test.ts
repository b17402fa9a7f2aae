import { assertFault } from "../support/assert_fault.ts";
import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { maxTagsPerBot } from "../../src/account/tags.ts";
import type { TagColor } from "../../src/account/tag_store.ts";
import { UsageError } from "../../src/base/errors.ts";
import { type AccountSetup, openAccounts } from "../support/account_setup.ts";

const [bot, other] = [11, 22];
const color: TagColor = "red";

function open(): AccountSetup {
  const setup = openAccounts();
  for (const id of [bot, other]) setup.addBot(id);
  return setup;
}

const tagged = (name: string, chatId = 0) => ({ botId: bot, chatId, name, color });

describe("tags", () => {
  test("have unique names per bot and per chat, ignoring case", async () => {
    using setup = open();
    const { tags } = setup.accounts;
    await tags.add(tagged("Покупатель"));
    await assertFault(() => tags.add(tagged("ПОКУПАТЕЛЬ")), "tag_name_taken");
    await tags.add(tagged("Покупатель", -5));
    await tags.add({ ...tagged("Покупатель"), botId: other });
    const another = await tags.add(tagged("Другой"));
    await assertFault(() => tags.change(bot, another.id, { name: "покупатель" }), "tag_name_taken");
    const changed = await tags.change(bot, another.id, { name: "ДРУГОЙ", color: "blue" });
    assertEquals([changed.name, await tags.find(bot, another.id)], ["ДРУГОЙ", changed]);
  });

  test("are limited per bot", async () => {
    using setup = open();
    const { tags } = setup.accounts;
    for (let count = 0; count < maxTagsPerBot; count++) await tags.add(tagged(`tag ${count}`, count % 3));
    await assertRejects(() => tags.add(tagged("one more")), UsageError, String(maxTagsPerBot));
    assertEquals(await tags.list(other, 0, 10), []);
  });

  test("are assigned once, found by tag and by user, and removed", async () => {
    using setup = open();
    const { tags } = setup.accounts;
    const [late, early] = [await tags.add(tagged("b")), await tags.add(tagged("A"))];
    for (const id of [late.id, early.id, late.id]) assertEquals(await tags.give(bot, id, 42), true);
    await tags.give(bot, late.id, 43);
    const userIds = (await tags.users(bot, late.id, 0, 10)).map(({ userId }) => userId);
    const names = async () =>
      [...await tags.ofUsers(bot, [42, 43, 44])]
        .map(([userId, tags]) => `${userId} ${tags.map(({ name }) => name).join()}`).sort();
    assertEquals([userIds, await names()], [[42, 43], ["42 A,b", "43 b"]]);
    assertEquals(
      [await tags.take(bot, late.id, 42), await tags.take(bot, late.id, 42)],
      [true, false],
    );
    await tags.remove(bot, early.id);
    assertEquals(await names(), ["43 b"]);
  });

  test("hold a limited number of users", async () => {
    using setup = open();
    const { id } = await setup.accounts.tags.add(tagged("a"));
    const user = (userId: number) => ({ userId, taggedAtMs: 1 });
    const outcomes = [];
    for (const userId of [1, 2, 3, 2]) outcomes.push(await setup.tagStore.tagUser(bot, id, user(userId), 2));
    assertEquals(outcomes, [undefined, undefined, "too-many", undefined]);
  });

  test("of one bot do not exist for another", async () => {
    using setup = open();
    const { tags } = setup.accounts;
    const { id } = await tags.add(tagged("a"));
    await tags.give(bot, id, 42);
    assertEquals(
      [await tags.find(other, id), await tags.give(other, id, 42), await tags.take(other, id, 42)],
      [undefined, false, false],
    );
    assertEquals([await tags.users(other, id, 0, 10), await tags.remove(other, id)], [[], false]);
    assertEquals([...await tags.ofUsers(other, [42])], []);
    await assertRejects(() => tags.change(other, id, { name: "b" }), UsageError);
    await tags.forgetUser(other, 42);
    assertEquals((await tags.users(bot, id, 0, 10)).length, 1);
  });

  test("are removed with their bot, and cannot be added without one", async () => {
    using setup = open();
    const { tags } = setup.accounts;
    const { id } = await tags.add(tagged("a"));
    await tags.give(bot, id, 42);
    setup.database.prepare("DELETE FROM bots WHERE id = ?").run(bot);
    assertEquals(setup.database.prepare("SELECT * FROM tagged_users").all(), []);
    await assertFault(() => tags.add(tagged("b")), "tag_gone");
  });
});
