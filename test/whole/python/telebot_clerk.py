"""A clerk on pyTelegramBotAPI that polls. Arguments: root of the Bot API, token."""

import io
import signal
import sys

import telebot
from telebot import apihelper, types

from clerk import FILE, tell

root, token = sys.argv[1:]
apihelper.API_URL = root + "/bot{0}/{1}"
apihelper.FILE_URL = root + "/file/bot{0}/{1}"


class Teller(telebot.ExceptionHandler):
    def handle(self, exception):
        tell("error", repr(exception))
        return True


bot = telebot.TeleBot(token, exception_handler=Teller())


def told_error(chat, send):
    """Says in the chat how the library tells of a refusal."""
    try:
        send()
    except apihelper.ApiTelegramException as error:
        wait = error.result_json.get("parameters", {}).get("retry_after")
        bot.send_message(chat, f"{error.error_code} {wait}")


@bot.message_handler(content_types=["text"])
def answer_text(message):
    tell("update", {"update_id": message.message_id, "message": {"text": message.text}})
    chat = message.chat.id
    word, _, rest = message.text.partition(" ")
    if word == "buttons":
        button = types.InlineKeyboardButton("again", callback_data="again")
        bot.send_message(chat, "press", reply_markup=types.InlineKeyboardMarkup([[button]]))
    elif word == "album":
        parts = [types.InputMediaPhoto(types.InputFile(io.BytesIO(FILE))) for _ in range(2)]
        bot.send_media_group(chat, parts)
    elif word == "tell":
        told_error(chat, lambda: bot.send_message(int(rest), "hello"))


@bot.message_handler(content_types=["document"])
def answer_document(message):
    path = bot.get_file(message.document.file_id).file_path
    bot.send_document(message.chat.id, bot.download_file(path), caption="as it came")


@bot.callback_query_handler(func=lambda query: True)
def answer_press(query):
    bot.answer_callback_query(query.id, "thanks")


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
bot.infinity_polling(timeout=2, long_polling_timeout=1)
