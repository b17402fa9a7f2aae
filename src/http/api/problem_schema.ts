import Type from "typebox";

/** An RFC 9457 problem document. */
export const ProblemDocument = Type.Object({
  type: Type.String({ description: "URL that explains the code, relative to this server" }),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String({ description: "Error code; `/api/errors` lists all codes" }),
  detail: Type.String({
    description: "What went wrong, in the language of `Accept-Language` if available",
  }),
  errors: Type.Optional(Type.Array(Type.Object({
    pointer: Type.String({ description: "A JSON Pointer into the body, or the name of a parameter" }),
    code: Type.String(),
    detail: Type.String(),
  }))),
  telegram: Type.Optional(Type.Object({
    error_code: Type.Integer(),
    description: Type.String(),
    retry_after: Type.Optional(Type.Integer({ description: "Seconds to wait before retrying" })),
    migrate_to_chat_id: Type.Optional(Type.Integer({ description: "The supergroup this group became" })),
  }, { description: "Telegram's own response, if it refused" })),
}, { title: "Problem" });
