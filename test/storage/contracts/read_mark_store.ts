import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { addOperator, type ControlStores, type OpenControlStores } from "./control_stores.ts";
import { withHandles } from "./two_handles.ts";

const { MAX_SAFE_INTEGER: max } = Number;
const place = (chatId: number) => ({ botId: 7_123_456_789, chatId });
const mark = (chatId: number, messageId: number) => ({ ...place(chatId), messageId });

/** What every store of how far operators have read must do. */
export function describeReadMarkStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (first: ControlStores, second: ControlStores) => Promise<void>) =>
    test(title, withHandles(open, work));

  describe(name, () => {
    testing("reading begins when it is first asked for, and stays there", async (first, second) => {
      const { id } = await addOperator(first);
      assertEquals(await first.readMarks.readState(id, [place(1)], 10), { sinceMs: 10, marks: [] });
      assertEquals(await second.readMarks.readState(id, [], 20), { sinceMs: 10, marks: [] });
    });

    testing("a mark moves forward and never back, for its operator and chat alone", async (first, second) => {
      const [ada, bob] = [await addOperator(first), await addOperator(first, { name: "bob" })];
      await first.readMarks.moveMark(ada.id, mark(-5, 7), 10, 9);
      await second.readMarks.moveMark(ada.id, mark(-5, 6), 11, 9);
      await second.readMarks.moveMark(ada.id, mark(8, max), 12, 9);
      const places = [place(8), place(-5), place(9), { botId: 2, chatId: 8 }];
      const { marks } = await first.readMarks.readState(ada.id, places, 99);
      assertEquals(marks.toSorted((left, right) => left.chatId - right.chatId), [mark(-5, 7), mark(8, max)]);
      assertEquals((await first.readMarks.readState(bob.id, places, 99)).marks, []);
    });

    testing(
      "beyond the maximum the oldest go, and what was before them counts as read",
      async (first, second) => {
        const { id } = await addOperator(first);
        for (const at of [10, 20, 30]) await first.readMarks.moveMark(id, mark(at, 1), at, 2);
        const state = await second.readMarks.readState(id, [10, 20, 30].map(place), 99);
        assertEquals(state, { sinceMs: 10, marks: [mark(20, 1), mark(30, 1)] });
      },
    );

    testing("nothing is kept of an operator who is gone", async (first, second) => {
      const [ada] = [await addOperator(first), await addOperator(first, { name: "bob" })];
      await first.readMarks.moveMark(ada.id, mark(1, 1), 10, 9);
      await second.operators.deleteOperator(ada.id);
      await second.readMarks.moveMark(ada.id, mark(1, 1), 20, 9);
      assertEquals(await first.readMarks.readState(ada.id, [place(1)], 30), { sinceMs: 30, marks: [] });
    });
  });
}
