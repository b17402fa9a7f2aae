import Type, { type TSchema } from "typebox";
import { csrfHeader } from "../own_page.ts";
import { maxBodyBytesOf } from "./read_body.ts";
import type { Endpoint } from "./endpoint.ts";
import { ProblemDocument } from "./problem_schema.ts";

type Json = Readonly<Record<string, unknown>>;

const describedRefusals: Readonly<Record<number, string>> = {
  400: "The request is invalid; `errors` says where",
  401: "Credentials are missing or invalid",
  403: "The role does not allow this",
  404: "It does not exist, or you have no access to it",
  415: "The body's content type is not supported",
  429: "Too many attempts; `Retry-After` says how long to wait",
  503: "The disk or the database failed; `detail` says why",
};

/** The OpenAPI 3.1 document of endpoints. Schemas that have a title stand in it once, under that name. */
export function toOpenApi(endpoints: readonly Endpoint[], base: string, version: string): Json {
  const schemas: Record<string, Json> = {};
  const paths: Record<string, Record<string, Json>> = {};
  for (const endpoint of endpoints) {
    const path = paths[base + endpoint.path] ??= {};
    path[endpoint.method.toLowerCase()] = describe(endpoint, schemas);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "BotMux",
      version,
      description: "Management API of BotMux. Times are ISO 8601 in UTC; `null` stands for never or none.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key of BotMux" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "botmux",
          description:
            "Session of a signed-in operator; named __Host-botmux over HTTPS. Requests that change something also " +
            `need Sec-Fetch-Site: same-origin, which browsers send, or any ${csrfHeader} header`,
        },
      },
      schemas,
    },
  };
}

function describe(endpoint: Endpoint, schemas: Record<string, Json>): Json {
  const { id, tag, summary, role, body, parameters = {}, query = {}, headers = {} } = endpoint;
  const needed: readonly string[] = Type.Object(query).required ?? [];
  const parameterList = [
    ...Object.entries(parameters).map(([name, schema]) => toParameter(name, "path", schema, true, schemas)),
    ...Object.entries(query).map(([name, schema]) =>
      toParameter(name, "query", schema, needed.includes(name), schemas)
    ),
    ...Object.entries(headers).map(([name, schema]) => toParameter(name, "header", schema, false, schemas)),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: describeRights(endpoint),
    ...(role === "nobody" ? { security: [] } : {}),
    ...(parameterList.length === 0 ? {} : { parameters: parameterList }),
    ...(body === undefined ? {} : { requestBody: toRequestBody(endpoint, body, schemas) }),
    responses: toResponses(endpoint, schemas),
  };
}

function describeRights({ role, isForAllBots, isForOperators }: Endpoint): string {
  if (role === "nobody") return "Requires no credentials.";
  const caller = isForOperators ? "Requires a signed-in operator with the role" : "Requires the role";
  return `${caller} ${role}${isForAllBots ? " for all bots" : ""}.`;
}

function toRequestBody(
  { isBodyOptional, takesFiles }: Endpoint,
  body: TSchema,
  schemas: Record<string, Json>,
): Json {
  const json = toContent("application/json", body, schemas);
  const file = { type: "string", format: "binary" };
  const multipart = {
    schema: {
      type: "object",
      required: ["message"],
      properties: { message: toReference(body, schemas) },
      additionalProperties: file,
    },
    encoding: { message: { contentType: "application/json" } },
  };
  return {
    required: !isBodyOptional,
    content: takesFiles ? { ...json, "multipart/form-data": multipart } : json,
  };
}

function toResponses(
  endpoint: Endpoint,
  schemas: Record<string, Json>,
): Json {
  const { role, status, answer, stream, responses, body, conflict, isThrottled, parameters } = endpoint;
  const refusals: Record<number, string> = { ...describedRefusals };
  if (role === "nobody") delete refusals[403];
  if (!isThrottled) delete refusals[429];
  if (parameters === undefined) delete refusals[404];
  if (body === undefined) delete refusals[415];
  else refusals[413] = `The body is longer than ${maxBodyBytesOf({ role })} bytes`;
  if (conflict !== undefined) refusals[409] = conflict;
  Object.assign(refusals, endpoint.refusals);
  const problem = toContent("application/problem+json", ProblemDocument, schemas);
  const done = {
    [status]: {
      description: (answer ?? stream) === undefined ? "Done" : "Success",
      ...(answer === undefined ? {} : { content: toContent("application/json", answer, schemas) }),
      ...(stream === undefined ? {} : { content: toContent("text/event-stream", stream, schemas) }),
    },
  };
  const bytes = { "*/*": { schema: { type: "string", format: "binary" } } };
  const sent = Object.entries(responses ?? {}).map(([code, description]) => [
    code,
    { description, ...(Number(code) < 300 ? { content: bytes } : {}) },
  ]);
  return {
    ...(responses === undefined ? done : Object.fromEntries(sent)),
    ...Object.fromEntries(
      Object.entries(refusals).map(([code, description]) => [code, { description, content: problem }]),
    ),
  };
}

function toParameter(
  name: string,
  place: "path" | "query" | "header",
  schema: TSchema,
  isRequired: boolean,
  schemas: Record<string, Json>,
): Json {
  return { name, in: place, required: isRequired, schema: toReference(schema, schemas) };
}

function toContent(type: string, schema: TSchema, schemas: Record<string, Json>): Json {
  return { [type]: { schema: toReference(schema, schemas) } };
}

/** A copy of a schema in which those with a title are references, which are gathered in `schemas`. */
function toReference(value: unknown, schemas: Record<string, Json>): unknown {
  if (Array.isArray(value)) return value.map((item) => toReference(item, schemas));
  if (typeof value !== "object" || value === null) return value;
  const { title, $defs, $ref } = value as { title?: unknown; $defs?: unknown; $ref?: unknown }; // Any object may be asked for a member.
  if (typeof $ref === "string") {
    // A schema that holds itself: its parts have titles, and refer to each other by them.
    toReference($defs, schemas);
    return { $ref: `#/components/schemas/${$ref}` };
  }
  const copy = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, toReference(member, schemas)]),
  );
  if (typeof title !== "string") return copy;
  schemas[title] = copy;
  return { $ref: `#/components/schemas/${title}` };
}
