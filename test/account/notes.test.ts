import { assertFault } from "../support/assert_fault.ts";
import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { maxNotes } from "../../src/account/notes.ts";
import { UsageError } from "../../src/base/errors.ts";
import { openAccounts } from "../support/account_setup.ts";

const bot = 11;
const author = { kind: "operator", id: 3, name: "ada" } as const;
const note = (text: string, userId = 42) => ({ botId: bot, userId, text, author });

describe("notes", () => {
  test("show who wrote them and when, newest first", async () => {
    using setup = openAccounts();
    setup.addBot(bot);
    const { notes } = setup.accounts;
    const first = await notes.write(note("owes 5"));
    await setup.clock.advance(1000);
    const second = await notes.write(note("paid\nall"));
    await notes.write(note("somebody else", 43));
    assertEquals(await notes.list(bot, 42, Number.MAX_SAFE_INTEGER, 10), [second, first]);
    assertEquals([second.author, second.writtenAtMs], [author, setup.clock.now()]);
    assertEquals(await notes.list(bot, 42, second.id, 10), [first]);
    assertEquals([...await notes.count(bot, [42, 43, 44])], [[42, 2], [43, 1]]);
  });

  test("are limited per user", async () => {
    using setup = openAccounts();
    setup.addBot(bot);
    const { notes } = setup.accounts;
    for (let count = 0; count < maxNotes.ofUser; count++) await notes.write(note("x"));
    await assertRejects(() => notes.write(note("x")), UsageError, String(maxNotes.ofUser));
    await notes.write(note("x", 43));
  });

  test("are limited per bot", async () => {
    using setup = openAccounts();
    setup.addBot(bot);
    const written = [];
    for (const userId of [1, 2, 3]) {
      written.push(
        await setup.noteStore.insertNote({ ...note("x", userId), writtenAtMs: 1 }, { ofUser: 2, ofBot: 2 }),
      );
    }
    assertEquals(written[2], "ofBot");
  });

  test("are removed one by one, with the user, and with the bot", async () => {
    using setup = openAccounts();
    for (const id of [bot, 22]) setup.addBot(id);
    const { notes } = setup.accounts;
    const texts = async () =>
      (await notes.list(bot, 42, Number.MAX_SAFE_INTEGER, 10)).map(({ text }) => text);
    const { id } = await notes.write(note("a"));
    await notes.write(note("b"));
    assertEquals(
      [await notes.remove(bot, 43, id), await notes.remove(22, 42, id), await notes.remove(bot, 42, id)],
      [false, false, true],
    );
    assertEquals(await texts(), ["b"]);
    await notes.write({ ...note("of another bot"), botId: 22 });
    await notes.forgetUser(bot, 42);
    assertEquals(await texts(), []);
    setup.database.prepare("DELETE FROM bots WHERE id = ?").run(22);
    assertEquals(setup.database.prepare("SELECT * FROM notes").all(), []);
    await assertFault(() => notes.write({ ...note("c"), botId: 22 }), "note_bot_gone");
  });
});
