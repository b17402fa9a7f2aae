import { administratorRightNames, permissionNames } from "../telegram/chat_rights.ts";
import type { Fields } from "./bot_api_objects.ts";

/** Members of `ChatAdministratorRights`, all alike. */
export function administratorRights(value: boolean): Fields {
  return { is_anonymous: false, ...Object.fromEntries(administratorRightNames.map((name) => [name, value])) };
}

/** Members of `ChatPermissions`; those not named in `asked` are not allowed. */
export function toPermissions(asked: Readonly<Fields>): Fields {
  return Object.fromEntries(permissionNames.map((name) => [name, asked[name] === true]));
}
