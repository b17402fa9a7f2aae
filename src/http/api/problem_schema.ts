import Type from "typebox";

/** An RFC 9457 problem document. */
export const ProblemDocument = Type.Object({
  type: Type.String({ description: "Where the code is explained, relative to this server" }),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String({ description: "What went wrong, for programs; `/api/errors` lists all codes" }),
  detail: Type.String({
    description:
      "What went wrong, for people, in the language of `Accept-Language` as far as it is translated",
  }),
  errors: Type.Optional(Type.Array(Type.Object({
    pointer: Type.String({ description: "A JSON Pointer into the body, or the name of a parameter" }),
    code: Type.String(),
    detail: Type.String(),
  }))),
  telegram: Type.Optional(Type.Object({
    error_code: Type.Integer(),
    description: Type.String(),
    retry_after: Type.Optional(Type.Integer({ description: "Seconds to wait before the next try" })),
    migrate_to_chat_id: Type.Optional(Type.Integer({ description: "The supergroup this group became" })),
  }, { description: "What Telegram itself answered, where it refused" })),
}, { title: "Problem" });
