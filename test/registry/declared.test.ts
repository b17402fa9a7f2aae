import { assertFault } from "../support/assert_fault.ts";
import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { applyDeclared, type DeclaredBot, type DeclaredConsumer } from "../../src/registry/declared.ts";
import type { Registry } from "../../src/registry/registry.ts";
import { openRegistry } from "../support/open_registry.ts";
import { createPushTarget } from "../support/records.ts";
import { createTempFolder } from "../support/temp_folder.ts";

const token = `123456:${"A".repeat(35)}`;
const defaults = { retentionMs: 86_400_000, maxJournalBytes: 1_000_000 };
const declared: DeclaredBot = {
  id: 123456,
  token,
  retentionMs: 1_000,
  consumers: [
    { name: "a", start: "all", filter: { chats: [1] } },
    { name: "default", filter: { updates: ["message"] } },
  ],
};

function withRegistry(work: (registry: Registry) => Promise<void>): () => Promise<void> {
  return async () => {
    using folder = createTempFolder();
    const { registry, close } = await openRegistry(folder.path);
    try {
      await work(registry);
    } finally {
      close();
    }
  };
}

describe("applyDeclared()", () => {
  test(
    "adds what is missing, with defaults",
    withRegistry(async (registry) => {
      await applyDeclared(registry, [declared], defaults);
      const bot = registry.bot(123456);
      assertEquals([bot?.token, bot?.retentionMs, bot?.maxJournalBytes], [token, 1_000, 1_000_000]);
      const summary = registry.consumers(123456).map(({ name, sharing, start, filter }) => ({
        name,
        sharing,
        start,
        filter,
      }));
      assertEquals(summary, [
        { name: "default", sharing: "independent", start: "now", filter: { updates: ["message"] } },
        { name: "a", sharing: "exclusive", start: "all", filter: { chats: [1] } },
      ]);
    }),
  );

  test(
    "changes nothing the second time",
    withRegistry(async (registry) => {
      await applyDeclared(registry, [declared], defaults);
      const heard: unknown[] = [];
      registry.subscribe((change) => heard.push(change));
      await applyDeclared(registry, [declared], defaults);
      assertEquals(heard, []);
    }),
  );

  test(
    "changes what differs, and leaves undeclared settings alone",
    withRegistry(async (registry) => {
      await applyDeclared(registry, [declared], defaults);
      await registry.addBot(`7:${"C".repeat(35)}`, defaults);
      const other = await registry.addConsumer(123456, { name: "by-hand" });
      await registry.updateBot(123456, { status: "revoked" });
      const newer = `123456:${"B".repeat(35)}`;
      const changed = {
        id: 123456,
        token: newer,
        consumers: [{ name: "a", sharing: "independent" }],
      } as const;
      await applyDeclared(registry, [changed], defaults);
      const bot = registry.bot(123456);
      assertEquals([bot?.token, bot?.status, bot?.retentionMs], [newer, "active", 1_000]);
      const consumer = registry.consumerByName(123456, "a");
      assertEquals([consumer?.sharing, consumer?.filter, consumer?.start], ["independent", {}, "all"]);
      assertEquals(registry.consumer(other.id), other);
      assertEquals(registry.bots().length, 2);
    }),
  );

  test(
    "ingress is as declared, and unchanged when it is not declared",
    withRegistry(async (registry) => {
      await applyDeclared(registry, [{ ...declared, ingress: "webhook" }], defaults);
      assertEquals(registry.bot(123456)?.ingress, "webhook");
      await applyDeclared(registry, [declared], defaults);
      assertEquals(registry.bot(123456)?.ingress, "webhook");
      await applyDeclared(registry, [{ ...declared, ingress: "poll" }], defaults);
      assertEquals(registry.bot(123456)?.ingress, "poll");
    }),
  );

  test(
    "archiving is as declared, and unchanged when it is not declared",
    withRegistry(async (registry) => {
      const switches = () => {
        const { isArchived, refreshesChats } = registry.bot(123456)!;
        return [isArchived, refreshesChats];
      };
      await applyDeclared(registry, [{ ...declared, isArchived: false, refreshesChats: false }], defaults);
      assertEquals(switches(), [false, false]);
      await applyDeclared(registry, [declared], defaults);
      assertEquals(switches(), [false, false]);
      await applyDeclared(registry, [{ ...declared, isArchived: true, refreshesChats: true }], defaults);
      assertEquals(switches(), [true, true]);
    }),
  );

  test(
    "sign-in is as declared, and a declared bot belongs to the owner",
    withRegistry(async (registry) => {
      await registry.addBot(declared.token, { ...defaults, addedBy: "unknown" });
      await applyDeclared(registry, [declared], defaults);
      assertEquals([registry.bot(123456)?.addedBy, registry.bot(123456)?.isSignInBot], ["owner", false]);
      for (const isSignInBot of [true, false]) {
        await applyDeclared(registry, [{ ...declared, isSignInBot }], defaults);
        assertEquals(registry.bot(123456)?.isSignInBot, isSignInBot);
      }
    }),
  );

  test(
    "a bot being removed stays so, unless it gets another token",
    withRegistry(async (registry) => {
      await applyDeclared(registry, [declared], defaults);
      await registry.updateBot(123456, { status: "removing" });
      await applyDeclared(registry, [declared], defaults);
      assertEquals(registry.bot(123456)?.status, "removing");
      await applyDeclared(registry, [{ ...declared, token: `123456:${"B".repeat(35)}` }], defaults);
      assertEquals(registry.bot(123456)?.status, "active");
    }),
  );

  test(
    "leaves a consumer pushing that its program switched with setWebhook",
    withRegistry(async (registry) => {
      await applyDeclared(registry, [declared], defaults);
      const id = registry.consumerByName(123456, "a")?.id ?? 0;
      const push = createPushTarget();
      const pushing = await registry.updateConsumer(id, { mode: "push", push });
      await applyDeclared(registry, [declared], defaults);
      assertEquals(registry.consumer(id), pushing);
    }),
  );

  const push = createPushTarget({ urls: ["https://declared.example/"] });
  /** What was declared, with these consumers. */
  const declaredWith = (
    ...consumers: DeclaredConsumer[]
  ): DeclaredBot[] => [{ id: 123456, token, consumers }];
  const pushing = (disabled?: boolean): DeclaredBot[] =>
    declaredWith({ name: "a", mode: "push", push, ...(disabled === undefined ? {} : { disabled }) });

  test(
    "adds a push consumer, and switches the default one to pushing",
    withRegistry(async (registry) => {
      const both = ["a", "default"].map((name) => ({ name, mode: "push", push }) as const);
      await applyDeclared(registry, declaredWith(...both), defaults);
      const found = registry.consumers(123456).map((
        each,
      ) => [each.name, each.mode, each.push, each.disabledReason]);
      assertEquals(found, [["default", "push", push, undefined], ["a", "push", push, undefined]]);
    }),
  );

  test(
    "changes nothing the second time with push consumers",
    withRegistry(async (registry) => {
      await applyDeclared(registry, pushing(true), defaults);
      const heard: unknown[] = [];
      registry.subscribe((change) => heard.push(change));
      await applyDeclared(registry, pushing(true), defaults);
      assertEquals(heard, []);
    }),
  );

  test(
    "a changed URL takes effect, whatever the program has set since",
    withRegistry(async (registry) => {
      await applyDeclared(registry, pushing(), defaults);
      const id = registry.consumerByName(123456, "a")?.id ?? 0;
      const its = createPushTarget({ urls: ["https://program.example/"], accessTokenId: 1 });
      await registry.updateConsumer(id, { push: its });
      await applyDeclared(registry, pushing(), defaults);
      assertEquals(registry.consumer(id)?.push, push);
      await registry.updateConsumer(id, { mode: "poll", push: undefined });
      await applyDeclared(registry, pushing(), defaults);
      assertEquals(registry.consumer(id)?.push, push);
    }),
  );

  test(
    "mode poll ends the pushing, disabled or not",
    withRegistry(async (registry) => {
      await applyDeclared(registry, pushing(true), defaults);
      await applyDeclared(registry, declaredWith({ name: "a", mode: "poll" }), defaults);
      const consumer = registry.consumerByName(123456, "a");
      assertEquals([consumer?.mode, consumer?.push, consumer?.disabledReason], [
        "poll",
        undefined,
        undefined,
      ]);
    }),
  );

  const offWords = "disabled_by_file";
  const switches: [
    title: string,
    before: string | undefined,
    disabled: boolean | undefined,
    after: string | undefined,
  ][] = [
    ["disabled: true disables", undefined, true, offWords],
    ["disabled: true gives its own reason", "By hand", true, offWords],
    ["disabled: false enables", "By hand", false, undefined],
    ["without it, what was disabled by hand stays disabled", "By hand", undefined, "By hand"],
    ["without it, what the file had disabled is enabled again", offWords, undefined, undefined],
    ["without it, what is enabled stays enabled", undefined, undefined, undefined],
  ];
  for (const [title, before, disabled, after] of switches) {
    test(
      title,
      withRegistry(async (registry) => {
        await applyDeclared(registry, pushing(), defaults);
        const id = registry.consumerByName(123456, "a")?.id ?? 0;
        await registry.updateConsumer(id, { disabledReason: before });
        await applyDeclared(registry, pushing(disabled), defaults);
        assertEquals(registry.consumer(id)?.disabledReason, after);
      }),
    );
  }

  test(
    "a polling consumer can be disabled, with and without a mode",
    withRegistry(async (registry) => {
      const reason = () => registry.consumerByName(123456, "a")?.disabledReason;
      await applyDeclared(registry, declaredWith({ name: "a", mode: "poll", disabled: true }), defaults);
      assertEquals(reason(), offWords);
      await applyDeclared(registry, declaredWith({ name: "a" }), defaults);
      assertEquals(reason(), undefined);
      await applyDeclared(registry, declaredWith({ name: "a", disabled: true }), defaults);
      assertEquals(reason(), offWords);
    }),
  );

  test(
    "a new consumer may be declared disabled",
    withRegistry(async (registry) => {
      await applyDeclared(registry, pushing(true), defaults);
      assertEquals(registry.consumerByName(123456, "a")?.disabledReason, offWords);
    }),
  );

  test(
    "an invalid name is refused",
    withRegistry(async (registry) => {
      const bad = { ...declared, consumers: [{ name: "A b" }] };
      await assertFault(() => applyDeclared(registry, [bad], defaults), "consumer_name_invalid");
    }),
  );
});
