import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { ChatMoves } from "../../src/registry/chat_moves.ts";
import { SqliteChatMoveStore } from "../../src/storage/sqlite_chat_move_store.ts";
import { openRegistryStore } from "../../src/storage/open_registry.ts";
import { createListLogger } from "../support/list_logger.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createBotRecord, createConsumerRecord } from "../support/records.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

const botId = 123456;
const move = { from: -4518810793, to: -1002471352452 };

async function openMoves() {
  const folder = createTempFolder();
  const logged: string[] = [];
  const { store, database, close } = openRegistryStore(openDatabase, folder.path);
  await store.insertBot(createBotRecord({ id: botId }), createConsumerRecord({ botId }));
  const open = () =>
    ChatMoves.open({
      store: new SqliteChatMoveStore(database),
      clock: new ManualClock(),
      logger: createListLogger(logged),
    });
  return {
    moves: await open(),
    open,
    store,
    database,
    logged,
    [Symbol.dispose]() {
      close();
      folder[Symbol.dispose]();
    },
  };
}

describe("ChatMoves", () => {
  test("knows a chat by all its IDs, after a restart too, for its own bot only", async () => {
    using setup = await openMoves();
    await setup.moves.note(botId, move);
    for (const moves of [setup.moves, await setup.open()]) {
      assertEquals(moves.allIds(botId, [move.from, 7]), [move.from, 7, move.to]);
      assertEquals(moves.allIds(botId, [move.to]), [move.to, move.from]);
      assertEquals(moves.allIds(botId, [move.to, move.from]), [move.to, move.from]);
      assertEquals([moves.current(botId, move.from), moves.current(botId, move.to)], [move.to, move.to]);
      assertEquals([moves.successor(botId, move.from), moves.predecessor(botId, move.to)], [
        move.to,
        move.from,
      ]);
      assertEquals([moves.successor(botId, move.to), moves.predecessor(botId, move.from)], [
        undefined,
        undefined,
      ]);
      assertEquals(moves.allIds(77, [move.from]), [move.from]);
      assertEquals([moves.current(77, move.from), moves.current(botId, 7)], [move.from, 7]);
    }
  });

  test("updates filters and scopes that name the chat, and leaves others unchanged", async () => {
    using setup = await openMoves();
    await setup.moves.note(botId, move);
    const limits = { chats: [move.from], updates: ["message"] };
    assertEquals(setup.moves.follow(botId, limits), { ...limits, chats: [move.from, move.to] });
    assertEquals(setup.moves.follow(botId, { users: [5] }), { users: [5] });
    assertEquals(setup.moves.follow(botId, { chats: [] }), { chats: [] });
    const scope = { chats: [7], reads: [`${move.from}/5`, "7"] };
    assertEquals(setup.moves.followScope(botId, scope), {
      chats: [7],
      reads: [`${move.from}/5`, `${move.to}/5`, "7"],
    });
    assertEquals(setup.moves.followScope(botId, { readOnly: true }), { readOnly: true });
  });

  test("reports a move once, in the log and to listeners", async () => {
    using setup = await openMoves();
    const heard: number[] = [];
    setup.moves.subscribe((bot) => heard.push(bot));
    await Promise.all([setup.moves.note(botId, move), setup.moves.note(botId, move)]);
    await setup.moves.note(botId, { ...move, to: -1009999999999 });
    assertEquals([heard, setup.logged.length], [[botId], 1]);
    assertEquals(setup.moves.current(botId, move.from), move.to);
  });

  test("forgets a move that could not be stored", async () => {
    using setup = await openMoves();
    setup.database.exec("DROP TABLE chat_moves");
    await assertRejects(() => setup.moves.note(botId, move));
    assertEquals(setup.moves.allIds(botId, [move.from]), [move.from]);
  });

  test("forgets moves with their bot", async () => {
    using setup = await openMoves();
    await setup.moves.note(botId, move);
    await setup.store.deleteBot(botId);
    setup.moves.forgetBot(botId);
    for (const moves of [setup.moves, await setup.open()]) {
      assertEquals(moves.allIds(botId, [move.from]), [move.from]);
    }
  });
});
