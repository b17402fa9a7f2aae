import { texts as account } from "../account/texts.ts";
import { texts as addBot } from "../add_bot/texts.ts";
import { texts as agents } from "../agents/texts.ts";
import { texts as apiKeys } from "../api_keys/texts.ts";
import { actionTexts } from "../audit/action_texts.ts";
import { texts as audit } from "../audit/texts.ts";
import { texts as botFrame } from "../bot_frame/texts.ts";
import { texts as botOverview } from "../bot_overview/texts.ts";
import { texts as botSettings } from "../bot_settings/texts.ts";
import { contentTexts } from "../chat/content_texts.ts";
import { texts as chat } from "../chat/texts.ts";
import { texts as chats } from "../chats/texts.ts";
import { texts as components } from "../components/texts.ts";
import { texts as connect } from "../connect/texts.ts";
import { texts as consumer } from "../consumer/texts.ts";
import { texts as consumers } from "../consumers/texts.ts";
import { texts as fault } from "../fault/texts.ts";
import { texts as frame } from "../frame/texts.ts";
import { sharedTexts } from "./shared_texts.ts";
import { texts as log } from "../log/texts.ts";
import { texts as members } from "../members/texts.ts";
import { texts as message } from "../message/texts.ts";
import { texts as miniApp } from "../mini_app/texts.ts";
import { texts as move } from "../move/texts.ts";
import { texts as operator } from "../operator/texts.ts";
import { texts as operators } from "../operators/texts.ts";
import { texts as overview } from "../overview/texts.ts";
import { texts as people } from "../people/texts.ts";
import { texts as person } from "../person/texts.ts";
import { texts as route } from "../route/texts.ts";
import { texts as routes } from "../routes/texts.ts";
import { texts as sandbox } from "../sandbox/texts.ts";
import { texts as search } from "../search/texts.ts";
import { texts as setup } from "../setup/texts.ts";
import { texts as signIn } from "../sign_in/texts.ts";
import { texts as statistics } from "../statistics/texts.ts";
import { texts as system } from "../system/texts.ts";
import { texts as tail } from "../tail/texts.ts";
import { texts as tokens } from "../tokens/texts.ts";

/** Every text of the console. A page keeps its own beside it. */
export const everyText = {
  ...account,
  ...addBot,
  ...agents,
  ...apiKeys,
  ...actionTexts,
  ...audit,
  ...botFrame,
  ...botOverview,
  ...botSettings,
  ...contentTexts,
  ...chat,
  ...chats,
  ...components,
  ...connect,
  ...consumer,
  ...consumers,
  ...fault,
  ...frame,
  ...sharedTexts,
  ...log,
  ...members,
  ...message,
  ...miniApp,
  ...move,
  ...operator,
  ...operators,
  ...overview,
  ...people,
  ...person,
  ...route,
  ...routes,
  ...sandbox,
  ...search,
  ...setup,
  ...signIn,
  ...statistics,
  ...system,
  ...tail,
  ...tokens,
} as const;
