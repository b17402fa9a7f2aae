import type { AuditLog } from "../../account/audit_log.ts";
import type { AuditFilter } from "../../account/account_store.ts";
import { AuditAnswer, auditQuery, toAuditAnswer, toAuditFilter } from "./audit_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { streamText, type TextPiece } from "./text_stream.ts";
import { defaultLimit, Limit, pageOf, RecordId, toPage } from "./wire.ts";

const tag = "audit";
/** A page of the audit log. */
export const AuditPage = pageOf(AuditAnswer, RecordId);
const noMoment = "There is no such time";
/** Entries of a piece of an export. */
const pieceSize = 500;

/** `/audit` */
export function auditEndpoints(log: AuditLog): Endpoint[] {
  return [
    endpoint({
      id: "listAudit",
      method: "GET",
      path: "/audit",
      tag,
      summary: "List the audit log, newest first",
      role: "owner",
      query: { ...auditQuery, limit: Limit },
      status: 200,
      conflict: noMoment,
      answer: AuditPage,
      async handle({ query: { limit = defaultLimit, ...wanted } }) {
        const found = await log.find(toAuditFilter(wanted), limit + 1);
        const { items, next } = toPage(found, limit, ({ id }) => id);
        return { items: items.map(toAuditAnswer), next };
      },
    }),
    endpoint({
      id: "exportAudit",
      method: "GET",
      path: "/audit/export",
      tag,
      summary: "Export the audit log as JSON Lines; the export itself is logged",
      role: "owner",
      query: auditQuery,
      isAudited: true,
      status: 200,
      conflict: noMoment,
      responses: { 200: "The export; it is incomplete if the connection breaks off" },
      async handle({ query, verb }) {
        const filter = toAuditFilter(query);
        const headers = {
          "content-type": "application/jsonl",
          "content-disposition": 'attachment; filename="audit.jsonl"',
        };
        if (verb === "HEAD") return new Response(null, { headers });
        // What fails at once is still answered with a problem.
        const first = await readPiece(log, filter);
        return new Response(streamText(first, (before) => readPiece(log, { ...filter, before })), {
          headers,
        });
      },
    }),
  ];
}

async function readPiece(log: AuditLog, filter: AuditFilter): Promise<TextPiece<number>> {
  const { items, next } = toPage(await log.find(filter, pieceSize + 1), pieceSize, ({ id }) => id);
  const text = items.map((entry) => JSON.stringify(toAuditAnswer(entry)) + "\n").join("");
  return { text, next: next ?? undefined };
}
