import { newRoutePage, routePage } from "./route_page.tsx";
import { routesPage } from "./routes_page.tsx";
import { apiKeysPage } from "./api_keys_page.tsx";
import { operatorPage } from "./operator_page.tsx";
import { operatorsPage } from "./operators_page.tsx";
import { logPage } from "./log_page.tsx";
import { systemPage } from "./system_page.tsx";
import { auditPage } from "./audit_page.tsx";
import { accountPage } from "./account_page.tsx";
import { addBotPage } from "./add_bot_page.tsx";
import { botSettingsPage } from "./bot_settings_page.tsx";
import { tokensPage } from "./tokens_page.tsx";
import { botOverviewPage } from "./bot_overview_page.tsx";
import { connectPage } from "./connect_page.tsx";
import { consumerPage } from "./consumer_page.tsx";
import { consumersPage } from "./consumers_page.tsx";
import { movePage } from "./move_page.tsx";
import { chatPage } from "./chats/chat_page.tsx";
import { chatsPage } from "./chats/chats_page.tsx";
import { searchPage } from "./chats/search_page.tsx";
import { membersPage } from "./people/members_page.tsx";
import { peoplePage } from "./people/people_page.tsx";
import { personPage } from "./people/person_page.tsx";
import { statisticsPage } from "./statistics/statistics_page.tsx";
import { messagePage } from "./chats/message_page.tsx";
import { miniAppPage } from "./mini_app_page.tsx";
import { overviewPage } from "./overview_page.tsx";
import type { Page } from "./page.ts";
import type { PagePorts } from "./page_ports.ts";
import { setupPage } from "./setup_page.tsx";
import { tailPage } from "./tail_page.tsx";
import { sandboxPage } from "./sandbox_page.tsx";
import { signInPage } from "./sign_in_page.tsx";

/** Every page of the console; those of the navigation, and the tabs of a bot, in the order they are shown in. */
export function createPages(ports: PagePorts): Page[] {
  return [
    overviewPage(ports),
    chatsPage(ports),
    chatPage(ports),
    messagePage(ports),
    membersPage(ports),
    peoplePage(ports),
    personPage(ports),
    searchPage(ports),
    statisticsPage(ports),
    addBotPage(),
    botOverviewPage(ports),
    connectPage(ports),
    consumersPage(ports),
    movePage(ports),
    consumerPage(ports),
    routesPage(ports),
    newRoutePage(ports),
    routePage(ports),
    tokensPage(ports),
    botSettingsPage(ports),
    tailPage(ports),
    ...(ports.sandbox === undefined ? [] : [sandboxPage(ports.sandbox)]),
    operatorsPage(ports),
    apiKeysPage(ports),
    operatorPage(ports),
    auditPage(ports),
    systemPage(ports),
    logPage(),
    accountPage(ports),
    signInPage(ports),
    setupPage(ports),
    miniAppPage(),
  ];
}
