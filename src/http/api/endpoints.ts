import { archivedChatEndpoints } from "./archive_chats.ts";
import { archiveExportEndpoints } from "./archive_export.ts";
import { archivedMessageEndpoints } from "./archive_messages.ts";
import { archiveRemovalEndpoints } from "./archive_removal.ts";
import { archiveSearchEndpoints } from "./archive_search.ts";
import { archiveStatisticsEndpoints } from "./archive_statistics.ts";
import { archivedUserEndpoints } from "./archive_users.ts";
import { BotCalls } from "./bot_calls.ts";
import { chatRefreshEndpoints } from "./chat_refresh.ts";
import { healthEndpoints } from "./health.ts";
import { fileEndpoints } from "./files.ts";
import { inviteEndpoints } from "./invite_links.ts";
import { joinRequestEndpoints } from "./join_requests.ts";
import { memberEndpoints } from "./members.ts";
import { messageEndpoints } from "./messages.ts";
import { eventEndpoints } from "./events.ts";
import { auditEndpoints } from "./audit.ts";
import { deviceEndpoints } from "./devices.ts";
import { meEndpoints } from "./me.ts";
import { operatorAccessEndpoints } from "./operator_access.ts";
import { operatorEndpoints } from "./operators.ts";
import { signInEndpoints } from "./sign_in.ts";
import { accessTokenEndpoints } from "./access_tokens.ts";
import { backupEndpoints } from "./backups.ts";
import { systemLogEndpoints } from "./system_log.ts";
import { systemEndpoints } from "./system.ts";
import { agentEndpoints } from "./agents.ts";
import { apiKeyEndpoints } from "./api_keys.ts";
import { broadcastEndpoints } from "./broadcasts.ts";
import { botCheckEndpoints } from "./bot_check.ts";
import { botEndpoints } from "./bots.ts";
import { consumerEndpoints } from "./consumers.ts";
import { deadLetterEndpoints } from "./dead_letters.ts";
import type { Endpoint } from "./endpoint.ts";
import type { ApiPorts } from "./ports.ts";
import { pushEndpoints } from "./push.ts";
import { routeTraceEndpoints } from "./route_traces.ts";
import { routeTrialEndpoints } from "./route_trial.ts";
import { routeEndpoints } from "./routes.ts";
import { SendOnce } from "./send_once.ts";
import { signedDataEndpoints } from "./signed_data.ts";
import { sandboxEndpoints } from "./sandbox.ts";
import { tailEndpoints } from "./tail.ts";
import { tagEndpoints } from "./tags.ts";
import { userNoteEndpoints } from "./user_notes.ts";
import { userTagEndpoints } from "./user_tags.ts";

/** Every endpoint of the management API, in the order of its document. */
export function createEndpoints(ports: ApiPorts): Endpoint[] {
  const { accounts, registry, archive, clock } = ports;
  const calls = new BotCalls(ports.callBot);
  return [
    ...botCheckEndpoints(ports),
    ...botEndpoints(ports),
    ...signedDataEndpoints(ports),
    ...consumerEndpoints(ports),
    ...pushEndpoints(ports),
    ...deadLetterEndpoints(ports),
    ...accessTokenEndpoints(ports),
    ...agentEndpoints(ports, calls),
    ...routeEndpoints(ports),
    ...routeTrialEndpoints(ports),
    ...routeTraceEndpoints(ports),
    ...broadcastEndpoints(ports.broadcasts),
    ...messageEndpoints(calls, new SendOnce(ports.idempotency, ports.closing)),
    ...memberEndpoints(calls),
    ...inviteEndpoints(calls),
    ...joinRequestEndpoints(calls, archive),
    ...chatRefreshEndpoints(calls),
    ...fileEndpoints(ports.files),
    ...archivedChatEndpoints(archive, ports.chatMoves),
    ...archivedMessageEndpoints(archive),
    ...archiveExportEndpoints(archive),
    ...archiveRemovalEndpoints(ports),
    ...archiveSearchEndpoints(ports),
    ...archivedUserEndpoints({ ...ports, ...accounts }),
    ...archiveStatisticsEndpoints(archive, clock),
    ...tagEndpoints(accounts.tags),
    ...userTagEndpoints(accounts.tags),
    ...userNoteEndpoints(accounts.notes),
    ...signInEndpoints({ ...accounts, registry }),
    ...meEndpoints({ ...accounts, clock }),
    ...deviceEndpoints(accounts.devices),
    ...operatorEndpoints(accounts),
    ...operatorAccessEndpoints(accounts),
    ...apiKeyEndpoints(accounts.apiKeys),
    ...auditEndpoints(accounts.audit),
    ...healthEndpoints(ports),
    ...systemEndpoints(ports),
    ...systemLogEndpoints(ports.log),
    ...backupEndpoints(ports.backups),
    ...eventEndpoints(ports.events),
    ...tailEndpoints(ports.tail),
    ...sandboxEndpoints(ports.sandbox),
  ];
}
