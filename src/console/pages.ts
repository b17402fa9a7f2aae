import { newRoutePage, routePage } from "./route/page.tsx";
import { routesPage } from "./routes/page.tsx";
import { apiKeysPage } from "./api_keys/page.tsx";
import { operatorPage } from "./operator/page.tsx";
import { operatorsPage } from "./operators/page.tsx";
import { logPage } from "./log/page.tsx";
import { systemPage } from "./system/page.tsx";
import { auditPage } from "./audit/page.tsx";
import { accountPage } from "./account/page.tsx";
import { addBotPage } from "./add_bot/page.tsx";
import { botSettingsPage } from "./bot_settings/page.tsx";
import { agentsPage } from "./agents/page.tsx";
import { tokensPage } from "./tokens/page.tsx";
import { botOverviewPage } from "./bot_overview/page.tsx";
import { connectPage } from "./connect/page.tsx";
import { consumerPage } from "./consumer/page.tsx";
import { consumersPage } from "./consumers/page.tsx";
import { movePage } from "./move/page.tsx";
import { chatPage } from "./chat/page.tsx";
import { chatsPage } from "./chats/page.tsx";
import { searchPage } from "./search/page.tsx";
import { membersPage } from "./members/page.tsx";
import { peoplePage } from "./people/page.tsx";
import { personPage } from "./person/page.tsx";
import { statisticsPage } from "./statistics/page.tsx";
import { messagePage } from "./message/page.tsx";
import { miniAppPage } from "./mini_app/page.tsx";
import { overviewPage } from "./overview/page.tsx";
import type { Page } from "./page.ts";
import type { PagePorts } from "./page_ports.ts";
import { setupPage } from "./setup/page.tsx";
import { tailPage } from "./tail/page.tsx";
import { sandboxPage } from "./sandbox/page.tsx";
import { signInPage } from "./sign_in/page.tsx";

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
    agentsPage(ports),
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
