import type { ServedSandbox } from "../sandbox/serving.ts";

/** People who talk in private, in two groups and in turns. */
export class Talk {
  readonly #served: ServedSandbox;
  readonly #people: readonly number[];
  readonly #groups: readonly number[];
  /** All that was said, in order. */
  readonly said: string[] = [];
  /** The same by chat; a private chat has the number of its person. */
  readonly saidIn = new Map<number, string[]>();

  constructor(served: ServedSandbox) {
    const { sandbox, bot, user, group } = served;
    this.#served = served;
    this.#people = [user, ...["Bo", "Cy"].map((firstName) => sandbox.addUser({ firstName }).id)];
    for (const person of this.#people.slice(1)) sandbox.join({ chat: group, user: person });
    const second = sandbox.addGroup({ title: "Shed", members: [...this.#people], bots: [bot.id] }).id;
    this.#groups = [group, second];
  }

  /** Says `count` things at once, each in the next of five chats. */
  burst(count: number): void {
    const { sandbox, bot } = this.#served;
    for (let index = 0; index < count; index++) {
      const text = `line ${this.said.length}`;
      const from = this.#people[index % 3]!;
      const chat = this.#groups[index % 5];
      sandbox.speak({ from, text, ...(chat === undefined ? { bot: bot.id } : { chat }) });
      this.said.push(text);
      const where = chat ?? from;
      this.saidIn.set(where, [...this.saidIn.get(where) ?? [], text]);
    }
  }
}
