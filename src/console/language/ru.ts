import { account } from "./ru/account.ts";
import { audit } from "./ru/audit.ts";
import { bot } from "./ru/bot.ts";
import { botSettings } from "./ru/bot_settings.ts";
import { connect } from "./ru/connect.ts";
import { consumer } from "./ru/consumer.ts";
import { chat } from "./ru/chat.ts";
import { chats } from "./ru/chats.ts";
import { content } from "./ru/content.ts";
import { message } from "./ru/message.ts";
import { search } from "./ru/search.ts";
import { statistics } from "./ru/statistics.ts";
import { people } from "./ru/people.ts";
import { person } from "./ru/person.ts";
import { members } from "./ru/members.ts";
import { fault } from "./ru/fault.ts";
import { health } from "./ru/health.ts";
import { operators } from "./ru/operators.ts";
import { overview } from "./ru/overview.ts";
import { routing } from "./ru/routing.ts";
import { sandbox } from "./ru/sandbox.ts";
import { shell } from "./ru/shell.ts";
import { signIn } from "./ru/sign_in.ts";
import { system } from "./ru/system.ts";
import { tail } from "./ru/tail.ts";
import type { english } from "./en.ts";
import type { TranslationOf } from "./message.ts";

/** Every text of the console in Russian. */
export const russian: TranslationOf<typeof english> = {
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
};
