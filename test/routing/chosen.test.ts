import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { openRouting, type RoutingSetup } from "../support/routing_setup.ts";
import { completion, type LanguageModel, startLanguageModel } from "./language_model.ts";

/** A front whose rules are: "/start" by itself, two that a model may choose, and one for the rest. */
async function openChosen(model: LanguageModel, timeoutMs = 60_000): Promise<RoutingSetup> {
  const languageModel = { url: model.url, key: "k", model: "m", timeoutMs, questionsPerMinute: 60 };
  const setup = await openRouting({ languageModel });
  const answer = (text: string) => [{ do: "answer", text }];
  const { front } = setup;
  await setup.addRoute(front.id, {
    name: "start",
    when: { commands: ["start"] },
    actions: answer("Welcome"),
  });
  await setup.addRoute(front.id, { name: "money", intent: "Invoices", actions: answer("Money") });
  await setup.addRoute(front.id, { name: "parcels", intent: "Parcels", actions: answer("Parcel") });
  await setup.addRoute(front.id, { name: "rest", fallback: true, actions: answer("Somebody will read it") });
  return setup;
}

async function ask(setup: RoutingSetup, text: string, count = 1): Promise<string> {
  const { sandbox, front, customer } = setup;
  sandbox.speak({ from: customer, bot: front.id, text });
  return (await setup.writtenTo(customer, front.id, count)).at(-1).text;
}

describe("A language model", () => {
  test("chooses where no rule matched, and is not asked where one did", async () => {
    await using model = await startLanguageModel();
    await using setup = await openChosen(model);
    model.answer = () => completion({ rule: "rule_2" });
    assertEquals(await ask(setup, "where is it?"), "Parcel");
    assertEquals(await ask(setup, "/start", 2), "Welcome");
    assertEquals(model.questions.length, 1);
    const [chosen] = await setup.traces(setup.front.id, 3);
    assertEquals([chosen.action, chosen.result, chosen.codes], ["choose", "sent", ["routing_chosen"]]);
  });

  for (
    const [how, answer] of [
      ["is slow", "hang"],
      ["is down", "cut"],
      ["answers nonsense", { body: "{" }],
      ["names no rule", completion({ rule: "none" })],
      ["names a rule that was not offered", completion({ rule: "rule_9" })],
    ] as const
  ) {
    test(`that ${how} leaves the message to the rule for the rest`, async () => {
      await using model = await startLanguageModel();
      await using setup = await openChosen(model, answer === "hang" ? 500 : undefined);
      model.answer = () => answer;
      assertEquals(await ask(setup, "hm"), "Somebody will read it");
      const [choice] = await setup.traces(setup.front.id, 2);
      assertEquals(choice.result, "skipped");
      assertEquals(choice.codes, ["routing_none_chosen"]);
      assertMatch(choice.detail, /^No rule was chosen: ./);
    });
  }

  test("that is slow delays no message that rules match", async () => {
    await using model = await startLanguageModel();
    await using setup = await openChosen(model);
    model.answer = () => "hang";
    const { sandbox, front, customer } = setup;
    sandbox.speak({ from: customer, bot: front.id, text: "hm" });
    assertEquals(await ask(setup, "/start"), "Welcome");
  });
});
