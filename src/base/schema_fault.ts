import type { TSchema } from "typebox";
import Value from "typebox/value";
import { type Fault, fault, type FieldFaultCode } from "../faults/fault.ts";

/** Where a value does not fit its schema, and how. */
interface SchemaFault {
  /** JSON Pointer into the value. */
  readonly pointer: string;
  /** Never repeats the value, for it may be a secret. */
  readonly fault: Fault<FieldFaultCode>;
}

/** What is wrong with a value; empty when it fits the schema. The first fault of a place says most. */
export function* findSchemaFaults(schema: TSchema, value: unknown): Generator<SchemaFault> {
  if (Value.Check(schema, value)) return;
  for (const violation of Value.Errors(schema, value)) yield* toSchemaFaults(violation);
}

type Violation = ReturnType<typeof Value.Errors>[number];

function toSchemaFaults(violation: Violation): SchemaFault[] {
  const { instancePath: pointer, keyword, params } = violation;
  // Said again, at its place, by the keyword "boolean".
  if (keyword === "additionalProperties") return [];
  if (keyword === "required") {
    return params.requiredProperties.map((name) => ({
      pointer: `${pointer}/${name}`,
      fault: fault("field_missing"),
    }));
  }
  return [{ pointer, fault: toFault(violation) }];
}

function toFault({ keyword, params }: Violation): Fault<FieldFaultCode> {
  switch (keyword) {
    case "boolean":
      return fault("field_unknown");
    case "enum":
      return fault("field_not_one_of", { values: params.allowedValues.join(", ") });
    case "type":
      return fault("field_wrong_type", { type: [params.type].flat().join(", ") });
    case "pattern":
    case "format":
      return fault("field_wrong_format");
    case "minLength":
      return params.limit === 1 ? fault("field_missing") : fault("field_too_short", { count: params.limit });
    case "maxLength":
      return fault("field_too_long", { count: params.limit });
    case "minItems":
      return fault("field_too_few", { count: params.limit });
    case "maxItems":
    case "maxProperties":
      return fault("field_too_many", { count: params.limit });
    case "minimum":
      return fault("field_too_small", { limit: Number(params.limit) });
    case "maximum":
      return fault("field_too_large", { limit: Number(params.limit) });
    case "uniqueItems":
      return fault("field_not_unique");
    case "minProperties":
      return fault("field_empty");
    default:
      return fault("field_not_understood");
  }
}
