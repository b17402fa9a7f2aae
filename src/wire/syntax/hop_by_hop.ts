import { fieldKind } from "./field_name.ts";
import type { HeaderList } from "./header_list.ts";
import { toListItems } from "./list_items.ts";

/**
 * Removes what belongs to one connection and a proxy does not pass on (RFC 9110 7.6.1): `Connection` and the fields it
 * names, `Transfer-Encoding`, `TE`, `Trailer`, `Upgrade`, `Keep-Alive`, `Expect` and `Proxy-…`. `Content-Length` and
 * `Host`, which a message is written with anew, stay.
 */
export function dropHopByHopFields(headers: HeaderList): void {
  const named = connectionOptions(headers);
  headers.deleteWhere((index) => {
    const kind = headers.kindAt(index);
    if (kind === fieldKind.plain) return named !== undefined && named.includes(headers.lowerNameAt(index));
    return kind !== fieldKind.contentLength && kind !== fieldKind.host;
  });
}

/** Fields that `Connection` names, in lower case; undefined for none but `close` and `keep-alive`. */
function connectionOptions(headers: HeaderList): readonly string[] | undefined {
  let options: string[] | undefined;
  for (let index = 0; index < headers.length; index++) {
    if (headers.kindAt(index) !== fieldKind.connection) continue;
    const value = headers.valueAt(index);
    if (value === "keep-alive" || value === "close") continue;
    (options ??= []).push(...toListItems(value));
  }
  return options;
}
