import type { message as english } from "../en/message.ts";
import type { TranslationOf } from "../message.ts";

/** One message with its history. */
export const message: TranslationOf<typeof english> = {
  "message.title": "Сообщение",
  "message.in-chat": "Показать в чате",
  "message.at-telegram": "Открыть в Telegram",
  "message.id": "Id",
  "message.history": "История",
  "message.raw": "Как прислал Telegram",
  "message.edit": "Изменить",
  "message.pin": "Закрепить",
  "message.unpin": "Открепить",
  "message.delete": "Удалить",
  "message.delete.hint": "Оно исчезнет у всех в чате. В архиве останется с пометкой «удалено».",
  "message.delete.sure": "Удалить у всех",
  "message.react": "Поставить реакцию",
  "message.react.other": "Другой эмодзи",
  "message.unreact": "Убрать реакцию бота",
  "message.event.sent": "Отправлено",
  "message.event.edited": "Изменено",
  "message.event.reaction": "Реакция",
  "message.event.press": "Нажата кнопка",
  "message.event.deed": "Вызов",
  "message.said.pinned": "Закреплено.",
  "message.said.unpinned": "Откреплено.",
  "message.said.deleted": "Удалено.",
  "message.said.reacted": "Бот поставил реакцию.",
  "message.said.unreacted": "Реакция бота убрана.",
};
