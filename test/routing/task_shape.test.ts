import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { Task } from "../../src/routing/job.ts";
import { isTask } from "../../src/routing/task_shape.ts";

const text = { text: "hello", entities: [{ type: "bold", offset: 0, length: 5 }] };
const tasks: readonly Task[] = [
  { do: "forward", chat: -1, message: { message_id: 1 }, action: 0, hops: 1 },
  { do: "copy", chat: -1, topic: 5, message: {}, action: -1, hops: 1 },
  { do: "text", chat: -1, topic: "each", message: {}, text, action: 1, hops: 2 },
  { do: "answer", chat: 7, message: {}, text },
  { do: "edit", chat: 7, update: { update_id: 1 } },
  { do: "delete", chat: 7 },
  { do: "react", chat: 7, message: 3, reaction: [{ type: "emoji", emoji: "👍" }] },
  { do: "choose", update: {} },
];

describe("isTask()", () => {
  test("accepts every kind of task as JSON", () => {
    for (const task of tasks) assert(isTask(JSON.parse(JSON.stringify(task))), task.do);
  });

  test("refuses a task that lacks a member it needs", () => {
    const optional = new Set(["topic", "text"]);
    for (const task of tasks) {
      const isSent = "action" in task;
      for (const name of Object.keys(task).filter((name) => !(isSent && optional.has(name)))) {
        assertEquals(isTask({ ...task, [name]: undefined }), false, `${task.do} without ${name}`);
      }
    }
  });

  test("refuses a member of another kind", () => {
    for (const task of tasks) {
      for (const name of Object.keys(task)) {
        for (const value of [null, true, 1.5, "other", ["other"]]) {
          assertEquals(isTask({ ...task, [name]: value }), false, `${task.do}: ${name} ${value}`);
        }
      }
    }
    assertEquals(isTask({ ...tasks[3], text: { text: "hello", entities: {} } }), false);
  });

  test("refuses what is no task", () => {
    for (const value of [null, [], "forward", {}, { do: "toString" }, { do: "fly", chat: 1 }]) {
      assertEquals(isTask(value), false, JSON.stringify(value));
    }
  });
});
