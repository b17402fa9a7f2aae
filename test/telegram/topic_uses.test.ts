import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { findMethodTarget } from "../../src/telegram/method_targets.ts";
import { findTopicUse, topicUses } from "../../src/telegram/topic_uses.ts";
import { addressingParameters } from "../support/addressing_parameters.ts";

const ofChats = Object.entries(addressingParameters)
  .filter(([method]) => findMethodTarget(method.toLowerCase()) === "chat")
  .map(([method, parameters]) => ({ method, names: new Set(parameters.split(" ")) }));

describe("topicUses", () => {
  test("names methods in any case, and no other", () => {
    assertEquals(findTopicUse("sendmessage"), "thread");
    assertEquals(findTopicUse("getchat"), undefined);
  });

  test("has every method that takes a topic, and those that need one", () => {
    const withThread = ofChats.filter(({ names }) => names.has("message_thread_id")).map(({ method }) =>
      method
    );
    const listed = Object.entries(topicUses).filter(([, use]) => use === "thread" || use === "topic");
    assertEquals(listed.map(([method]) => method).sort(), withThread.sort());
    const needing = listed.filter(([, use]) => use === "topic").map(([method]) => method);
    assertEquals(needing.filter((method) => !/ForumTopic/.test(method)), []);
  });

  test("has every other method that acts on messages of a chat", () => {
    const onMessages = ofChats.filter(({ names }) =>
      !names.has("message_thread_id") && (names.has("message_id") || names.has("message_ids"))
    );
    const listed = Object.entries(topicUses).filter(([, use]) => use === "message");
    assertEquals(listed.map(([method]) => method).sort(), onMessages.map(({ method }) => method).sort());
  });

  test("has every method of the General topic", () => {
    const ofGeneral = ofChats.map(({ method }) => method).filter((method) => method.includes("General"));
    const listed = Object.entries(topicUses).filter(([, use]) => use === "general");
    assertEquals(listed.map(([method]) => method).sort(), ofGeneral.sort());
  });

  test("lets nothing but reading pass that is about the whole chat", () => {
    const others = Object.entries(topicUses).filter(([, use]) => use === "members").map(([method]) => method);
    assertEquals(others.filter((method) => !method.startsWith("get")), []);
  });
});
