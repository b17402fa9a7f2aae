import {
  arrayParameter,
  type Call,
  isFields,
  type Method,
  objectParameter,
  requiredUserId,
} from "../call.ts";
import { findChat } from "../chat_access.ts";
import { resolveInputFile } from "../input_file.ts";
import { photoSizes } from "../media.ts";
import type { Fields } from "../bot_api_objects.ts";
import { badRequest } from "../refusals.ts";
import { administratorRights } from "../rights.ts";

const maxCommands = 100;
const scopes: ReadonlySet<string> = new Set([
  "default",
  "all_private_chats",
  "all_group_chats",
  "all_chat_administrators",
  "chat",
  "chat_administrators",
  "chat_member",
]);

/** What a bot says of itself, and pictures of users. */
export const profileMethods: Readonly<Record<string, Method>> = {
  setMyCommands,
  getMyCommands: (call) => call.bot.settings.get(commandsKey(call)) ?? [],
  deleteMyCommands: (call) => {
    call.bot.settings.delete(commandsKey(call));
    return true;
  },
  setMyName: setText("name", 64),
  getMyName: getText("name", (call) => call.bot.user.first_name),
  setMyDescription: setText("description", 512),
  getMyDescription: getText("description", () => ""),
  setMyShortDescription: setText("short_description", 120),
  getMyShortDescription: getText("short_description", () => ""),
  setMyProfilePhoto,
  removeMyProfilePhoto: (call) => {
    call.bot.photos = [];
    return true;
  },
  setChatMenuButton,
  getChatMenuButton: (call) =>
    call.bot.settings.get(menuKey(call)) ?? call.bot.settings.get("menu button") ?? { type: "commands" },
  setMyDefaultAdministratorRights,
  getMyDefaultAdministratorRights: (call) =>
    call.bot.settings.get(rightsKey(call)) ?? administratorRights(false),
  getUserProfilePhotos,
  getUserProfileAudios: (call) => {
    checkKnownUser(call);
    return { total_count: 0, audios: [] };
  },
  setUserEmojiStatus: (call) => {
    checkKnownUser(call);
    // People allow this in a Mini App, which the sandbox has none of.
    throw badRequest("not enough rights to change the user's emoji status");
  },
  setPassportDataErrors: (call) => {
    checkKnownUser(call);
    return true;
  },
};

function setMyCommands(call: Call): unknown {
  const commands = arrayParameter(call, "commands");
  if (commands === undefined) throw badRequest("can't parse commands: there is no field");
  if (commands.length > maxCommands) throw badRequest("BOT_COMMANDS_TOO_MUCH");
  const read = commands.map((entry) => {
    const { command, description } = isFields(entry) ? entry : { command: undefined, description: undefined };
    if (typeof command !== "string" || typeof description !== "string") {
      throw badRequest("can't parse BotCommand: Object expected");
    }
    const name = command.replace(/^\//, "").trim();
    if (!/^[a-z0-9_]{1,32}$/.test(name)) throw badRequest("BOT_COMMAND_INVALID");
    if (description.trim() === "") throw badRequest("command description must be non-empty");
    if (description.length > 256) throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
    return { command: name, description: description.trim() };
  });
  if (read.length === 0) call.bot.settings.delete(commandsKey(call));
  else keep(call, commandsKey(call), read);
  return true;
}

function commandsKey(call: Call): string {
  const scope = objectParameter(call, "scope") ?? { type: "default" };
  if (!scopes.has(String(scope.type))) {
    throw badRequest("can't parse BotCommandScope: Unsupported type specified");
  }
  const chat = scope.chat_id === undefined ? "" : findChat(call, String(scope.chat_id)).chat.id;
  return `commands ${String(scope.type)} ${chat} ${String(scope.user_id ?? "")} ${languageOf(call)}`;
}

function setText(name: string, maxLength: number): Method {
  return (call) => {
    const text = call.parameters.get(name) ?? "";
    if (text.length > maxLength) throw badRequest(`bot ${name.replaceAll("_", " ")} is too long`);
    const key = `${name} ${languageOf(call)}`;
    if (text === "") call.bot.settings.delete(key);
    else keep(call, key, text);
    if (name === "name" && languageOf(call) === "" && text !== "") call.bot.user.first_name = text;
    return true;
  };
}

function getText(name: string, fallback: (call: Call) => string): Method {
  return (call) => ({
    [name]: call.bot.settings.get(`${name} ${languageOf(call)}`) ?? call.bot.settings.get(`${name} `) ??
      fallback(call),
  });
}

function languageOf(call: Call): string {
  const code = call.parameters.get("language_code") ?? "";
  if (!/^([a-z]{2})?$/.test(code)) throw badRequest("LANG_CODE_INVALID");
  return code;
}

async function setMyProfilePhoto(call: Call): Promise<unknown> {
  const photo = objectParameter(call, "photo");
  if (photo === undefined) throw badRequest("photo is empty");
  const file = await resolveInputFile(
    call,
    photo.photo ?? photo.animation,
    photo.type === "animated" ? "animation" : "photo",
  );
  call.bot.photos = [photoSizes(file)];
  return true;
}

function setChatMenuButton(call: Call): unknown {
  const button = objectParameter(call, "menu_button") ?? { type: "default" };
  if (!["commands", "web_app", "default"].includes(String(button.type))) {
    throw badRequest("invalid menu button type");
  }
  if (button.type === "default") call.bot.settings.delete(menuKey(call));
  else keep(call, menuKey(call), button);
  return true;
}

function menuKey(call: Call): string {
  const chatId = call.parameters.get("chat_id");
  return chatId === undefined ? "menu button" : `menu button ${findChat(call, chatId).chat.id}`;
}

function setMyDefaultAdministratorRights(call: Call): unknown {
  const asked: Fields = objectParameter(call, "rights") ?? {};
  const rights = Object.entries(administratorRights(false)).map(([name]) => [name, asked[name] === true]);
  keep(call, rightsKey(call), Object.fromEntries(rights));
  return true;
}

function rightsKey(call: Call): string {
  return `rights ${call.parameters.boolean("for_channels") ? "channels" : "groups"}`;
}

function getUserProfilePhotos(call: Call): unknown {
  const photos = call.world.bots.get(checkKnownUser(call))?.photos ?? [];
  return { total_count: photos.length, photos };
}

function checkKnownUser(call: Call): number {
  const userId = requiredUserId(call);
  if (call.world.user(userId) === undefined) throw badRequest("user not found");
  return userId;
}

/** Settings of one bot are bounded: whoever sets thousands of scopes is refused. */
function keep({ bot }: Call, key: string, value: unknown): void {
  if (bot.settings.size >= 10_000 && !bot.settings.has(key)) throw badRequest("too many settings");
  bot.settings.set(key, value);
}
