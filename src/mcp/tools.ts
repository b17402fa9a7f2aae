import type { Tool } from "./tool.ts";
import { askPerson } from "./tools/ask_person.ts";
import { editMessage } from "./tools/edit_message.ts";
import { listChats } from "./tools/list_chats.ts";
import { listTopics } from "./tools/list_topics.ts";
import { react } from "./tools/react.ts";
import { readChat } from "./tools/read_chat.ts";
import { searchMessages } from "./tools/search_messages.ts";
import { sendFile } from "./tools/send_file.ts";
import { reply, sendMessage } from "./tools/send_message.ts";
import { waitForMessage } from "./tools/wait_for_message.ts";

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
  sendFile,
  waitForMessage,
  askPerson,
];
