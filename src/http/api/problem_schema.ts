import Type from "typebox";

/** An RFC 9457 problem document. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String({
    description: "One sentence for people, in the language of `Accept-Language` as far as it is translated",
  }),
  errors: Type.Optional(Type.Array(Type.Object({
    pointer: Type.String({ description: "A JSON Pointer into the body, or the name of a parameter" }),
    detail: Type.String(),
  }))),
  telegram: Type.Optional(Type.Object({
    error_code: Type.Integer(),
    description: Type.String(),
    retry_after: Type.Optional(Type.Integer({ description: "Seconds to wait before the next try" })),
    migrate_to_chat_id: Type.Optional(Type.Integer({ description: "The supergroup this group became" })),
  }, { description: "What Telegram itself answered, where it refused" })),
}, { title: "Problem" });
