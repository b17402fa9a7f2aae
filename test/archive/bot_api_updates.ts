import type { BotApiData, BotApiField } from "../support/bot_api_data.ts";

/** An update object without its id, and what it is meant to show. */
export interface MadeUpdate {
  readonly kind: string;
  /** Field of the Message that it was made for; empty when the update is no message. */
  readonly content: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Deeper objects have only what they must have. */
const optionalDepth = 3;
const deepest = 8;

/** Updates of every kind; those that bring a message once for every field a Message may have. */
export class UpdateMaker {
  readonly #api: BotApiData;
  readonly #dateSec: number;
  #nextId = 1000;

  constructor(api: BotApiData, dateSec: number) {
    this.#api = api;
    this.#dateSec = dateSec;
  }

  *updates(): Generator<MadeUpdate> {
    for (const { name: kind, types: [type = ""] } of this.#fieldsOf("Update")) {
      if (kind === "update_id") continue;
      if (type !== "Message") {
        for (let variant = 0; variant < 3; variant++) {
          yield { kind, content: "", body: { [kind]: this.#object(type, 0, variant) } };
        }
        continue;
      }
      for (const field of this.#fieldsOf("Message")) {
        const message = { ...this.#message(), [field.name]: this.#value(field, 1, 0) };
        yield { kind, content: field.name, body: { [kind]: message } };
      }
    }
  }

  #message(): Record<string, unknown> {
    return {
      message_id: this.#nextId++,
      date: this.#dateSec,
      chat: { id: -100_500, type: "supergroup", title: "Every kind" },
      from: { id: 77, is_bot: false, first_name: "Made" },
    };
  }

  #fieldsOf(type: string): readonly BotApiField[] {
    return this.#api.types[type]?.fields ?? [];
  }

  #object(type: string, depth: number, variant: number): unknown {
    const { subtypes } = this.#api.types[type] ?? {};
    if (subtypes !== undefined && subtypes.length > 0) {
      return this.#object(subtypes[variant % subtypes.length]!, depth, variant);
    }
    if (type === "Message") return this.#message();
    if (depth > deepest) return {};
    const fields = this.#fieldsOf(type).filter(({ required }) => required === true || depth < optionalDepth);
    return Object.fromEntries(fields.map((field) => [field.name, this.#value(field, depth + 1, variant)]));
  }

  #value({ name, types }: BotApiField, depth: number, variant: number): unknown {
    if (/date$/.test(name)) return this.#dateSec;
    if (name === "chat") return this.#message().chat;
    if (name === "message_id") return this.#nextId++;
    const type = types[variant % types.length] ?? "";
    return this.#typed(name, type, depth, variant);
  }

  #typed(name: string, type: string, depth: number, variant: number): unknown {
    if (type.startsWith("Array of ")) return [this.#typed(name, type.slice(9), depth, variant)];
    switch (type) {
      case "Integer":
        return this.#nextId++;
      case "Float":
        return 1.5;
      case "String":
        return `made ${name}`;
      case "Boolean":
        return true;
      default:
        return this.#object(type, depth, variant);
    }
  }
}
