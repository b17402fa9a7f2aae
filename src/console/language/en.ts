import { account } from "./en/account.ts";
import { audit } from "./en/audit.ts";
import { bot } from "./en/bot.ts";
import { botSettings } from "./en/bot_settings.ts";
import { connect } from "./en/connect.ts";
import { consumer } from "./en/consumer.ts";
import { chat } from "./en/chat.ts";
import { chats } from "./en/chats.ts";
import { content } from "./en/content.ts";
import { message } from "./en/message.ts";
import { search } from "./en/search.ts";
import { statistics } from "./en/statistics.ts";
import { people } from "./en/people.ts";
import { person } from "./en/person.ts";
import { members } from "./en/members.ts";
import { fault } from "./en/fault.ts";
import { health } from "./en/health.ts";
import { operators } from "./en/operators.ts";
import { overview } from "./en/overview.ts";
import { routing } from "./en/routing.ts";
import { sandbox } from "./en/sandbox.ts";
import { shell } from "./en/shell.ts";
import { signIn } from "./en/sign_in.ts";
import { system } from "./en/system.ts";
import { tail } from "./en/tail.ts";

/** Every text of the console in English. It is what the other languages are measured by. */
export const english = {
  ...shell,
  ...signIn,
  ...account,
  ...overview,
  ...health,
  ...bot,
  ...botSettings,
  ...connect,
  ...consumer,
  ...audit,
  ...routing,
  ...sandbox,
  ...tail,
  ...system,
  ...operators,
  ...chat,
  ...chats,
  ...content,
  ...message,
  ...search,
  ...statistics,
  ...people,
  ...person,
  ...members,
  ...fault,
} as const;
