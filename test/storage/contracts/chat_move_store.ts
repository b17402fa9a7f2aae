import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import {
  type ControlStores,
  firstBot,
  type OpenControlStores,
  secondBot,
  withBots,
} from "./control_stores.ts";

const move = (botId: number, from: number, to = -1_001_234_567_890, atMs = 5) => ({ botId, from, to, atMs });

/** What every store of moved chats must do. */
export function describeChatMoveStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (first: ControlStores, second: ControlStores) => Promise<void>) =>
    test(title, withBots(open, work));

  describe(name, () => {
    testing("moves come back by bot and chat, at the other handle", async (first, second) => {
      assertEquals(await first.chatMoves.load(), []);
      await first.chatMoves.insert(move(firstBot, -3));
      await second.chatMoves.insert(move(firstBot, -Number.MAX_SAFE_INTEGER));
      await first.chatMoves.insert(move(secondBot, -3));
      assertEquals(await second.chatMoves.load(), [
        move(secondBot, -3),
        move(firstBot, -Number.MAX_SAFE_INTEGER),
        move(firstBot, -3),
      ]);
    });

    testing("the first move of a chat stays, whoever tells of it again", async (first, second) => {
      await first.chatMoves.insert(move(firstBot, -3));
      await second.chatMoves.insert(move(firstBot, -3, -9, 8));
      assertEquals(await first.chatMoves.load(), [move(firstBot, -3)]);
    });

    testing("go with their bot, and none is kept for a bot that is gone", async (first, second) => {
      await first.chatMoves.insert(move(firstBot, -3));
      await second.registry.deleteBot(firstBot);
      await first.chatMoves.insert(move(firstBot, -4));
      assertEquals(await second.chatMoves.load(), []);
    });
  });
}
