import { Archive } from "../../src/archive/archive.ts";
import { packUpdates } from "../../src/archive/packed_updates.ts";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { loadDriver } from "../../src/storage/load_driver.ts";
import { openArchiveStore } from "../../src/storage/open_archive.ts";

const batchSize = 1000;
const dayMs = 86_400_000;
const secondsApart = 20;
const people = 2000;

/** Archives a chat of so many messages until now for a bot, in an empty data folder. A million take a minute or two. */
export async function fillLargeChat(
  dataDir: string,
  { botId, chatId, messages }: { readonly botId: number; readonly chatId: number; readonly messages: number },
): Promise<void> {
  const { store, close } = openArchiveStore(await loadDriver(), dataDir);
  const archive = new Archive(store);
  const firstDateSec = Math.floor(Date.now() / 1000) - messages * secondsApart;
  for (let first = 0; first < messages; first += batchSize) {
    const updates = Array.from({ length: Math.min(batchSize, messages - first) }, (_, offset) => {
      const position = first + offset + 1;
      return {
        position,
        kind: "message",
        receivedAtMs: 0,
        bytes: toUpdate(chatId, position, firstDateSec + position * secondsApart),
      };
    });
    await archive.record(packUpdates(botId, first + updates.length + 1, updates));
    await archive.commit();
  }
  // As it is done every ten minutes.
  while (await archive.condense(botId, Math.floor(Date.now() / dayMs)));
  close();
}

function toUpdate(chatId: number, index: number, dateSec: number): Uint8Array<ArrayBuffer> {
  const user = 1000 + index * 7919 % people;
  const message = {
    message_id: index,
    from: { id: user, is_bot: false, first_name: `Name${user % 500}`, username: `user_${user}` },
    chat: { id: chatId, type: "supergroup", title: "A large group" },
    date: dateSec,
    text: `Message ${index}: word${index % 977} and word${index % 4999}, as people write to each other`,
  };
  return encodeUtf8(JSON.stringify({ update_id: index, message }));
}
