import Type from "typebox";

/** An RFC 9457 problem document. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String({ description: "One sentence for people" }),
  errors: Type.Optional(Type.Array(Type.Object({
    pointer: Type.String({ description: "A JSON Pointer into the body, or the name of a parameter" }),
    detail: Type.String(),
  }))),
}, { title: "Problem" });
