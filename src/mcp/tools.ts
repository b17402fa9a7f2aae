import type { Tool } from "./tool.ts";
import { editMessage } from "./tools/edit_message.ts";
import { listChats } from "./tools/list_chats.ts";
import { listTopics } from "./tools/list_topics.ts";
import { react } from "./tools/react.ts";
import { readChat } from "./tools/read_chat.ts";
import { searchMessages } from "./tools/search_messages.ts";
import { reply, sendMessage } from "./tools/send_message.ts";

/** Every tool, in the order in which agents are told of them. */
export const tools: readonly Tool[] = [
  listChats,
  listTopics,
  readChat,
  searchMessages,
  sendMessage,
  reply,
  editMessage,
  react,
];
