import type { Fields } from "../sandbox/bot_api_objects.ts";
import { requiredText } from "../sandbox/call.ts";
import { describeFile } from "./media.ts";
import { readChat, type ShadowContext } from "./shadow_context.ts";

const weekSec = 7 * 86_400;
/** The first of the colours that topics can have. */
const topicColour = 7322096;

/** What methods answer that make neither messages nor `true`, by their names in lower case. */
export const otherResults: Readonly<Record<string, (context: ShadowContext) => unknown>> = {
  exportchatinvitelink(context) {
    readChat(context);
    return toInviteUrl(context);
  },
  createchatinvitelink: inviteLink,
  editchatinvitelink: inviteLink,
  createchatsubscriptioninvitelink: inviteLink,
  editchatsubscriptioninvitelink: inviteLink,
  revokechatinvitelink: (context) => ({ ...inviteLink(context), is_revoked: true }),
  createforumtopic(context) {
    readChat(context);
    const icon = context.parameters.get("icon_custom_emoji_id");
    return {
      message_thread_id: context.createMessageId(),
      name: requiredText(context, "name"),
      icon_color: context.parameters.integer("icon_color", topicColour),
      ...icon === undefined ? {} : { icon_custom_emoji_id: icon },
    };
  },
  createinvoicelink: ({ createId }) => `https://t.me/$shadow${createId()}`,
  uploadstickerfile: (context) => describeFile(context, "sticker", context.parameters.get("sticker")),
  poststory: story,
  repoststory: story,
  editstory: story,
  answerwebappquery: inlineMessage,
  answerguestquery: inlineMessage,
  savepreparedinlinemessage: ({ createId, nowSec }) => ({
    id: createId(),
    expiration_date: nowSec + weekSec,
  }),
  savepreparedkeyboardbutton: ({ createId }) => ({ id: createId() }),
};

function inviteLink(context: ShadowContext): Fields {
  const { parameters, bot } = context;
  readChat(context);
  const name = parameters.get("name");
  const optional = Object.fromEntries(
    ["expire_date", "member_limit", "subscription_period", "subscription_price"]
      .filter((member) => parameters.get(member) !== undefined)
      .map((member) => [member, parameters.integer(member, 0)]),
  );
  return {
    invite_link: parameters.get("invite_link") ?? toInviteUrl(context),
    creator: bot,
    creates_join_request: parameters.boolean("creates_join_request"),
    is_primary: false,
    is_revoked: false,
    ...name === undefined ? {} : { name },
    ...optional,
  };
}

function toInviteUrl({ createId }: ShadowContext): string {
  return `https://t.me/+shadow${createId()}`;
}

/** Whose account a business connection belongs to is not known: the story is at the bot. */
function story({ parameters, bot, createMessageId }: ShadowContext): Fields {
  const chat = { id: bot.id, type: "private", first_name: bot.first_name };
  return { chat, id: parameters.integer("story_id", 0) || createMessageId() };
}

function inlineMessage({ createId }: ShadowContext): Fields {
  return { inline_message_id: `shadow-${createId()}` };
}
