import type { TextTable } from "../language/text.ts";

/** One message with its history. */
export const texts = {
  "message.title": { en: "Message", ru: "Сообщение" },
  "message.in-chat": { en: "Show in the chat", ru: "Показать в чате" },
  "message.at-telegram": { en: "Open in Telegram", ru: "Открыть в Telegram" },
  "message.id": { en: "ID", ru: "ID" },
  "message.history": { en: "History", ru: "История" },
  "message.raw": { en: "As Telegram sent it", ru: "Как прислал Telegram" },
  "message.edit": { en: "Edit", ru: "Изменить" },
  "message.pin": { en: "Pin", ru: "Закрепить" },
  "message.unpin": { en: "Unpin", ru: "Открепить" },
  "message.delete": { en: "Delete", ru: "Удалить" },
  "message.delete.hint": {
    en: "Deletes the message for everyone in the chat. The archive keeps it, marked as deleted.",
    ru: "Оно исчезнет у всех в чате. В архиве останется с пометкой «удалено».",
  },
  "message.delete.sure": { en: "Delete for everyone", ru: "Удалить у всех" },
  "message.react": { en: "React", ru: "Поставить реакцию" },
  "message.react.other": { en: "Another emoji", ru: "Другой эмодзи" },
  "message.unreact": { en: "Remove the bot's reaction", ru: "Убрать реакцию бота" },
  "message.event.sent": { en: "Sent", ru: "Отправлено" },
  "message.event.edited": { en: "Edited", ru: "Изменено" },
  "message.event.reaction": { en: "Reaction", ru: "Реакция" },
  "message.event.press": { en: "Button pressed", ru: "Нажата кнопка" },
  "message.event.deed": { en: "Call", ru: "Вызов" },
  "message.said.pinned": { en: "Pinned.", ru: "Закреплено." },
  "message.said.unpinned": { en: "Unpinned.", ru: "Откреплено." },
  "message.said.deleted": { en: "Deleted.", ru: "Удалено." },
  "message.said.reacted": { en: "The bot reacted.", ru: "Бот поставил реакцию." },
  "message.said.unreacted": { en: "Reaction removed.", ru: "Реакция убрана." },
} as const satisfies TextTable;
