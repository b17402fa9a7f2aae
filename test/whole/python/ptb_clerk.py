"""A clerk on python-telegram-bot and its run_webhook. Arguments: root of the Bot API, token."""

import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, TypeHandler, filters

from clerk import FILE, PATH, SECRET, listen, tell

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("again", callback_data="again")]])


async def note(update, _context):
    tell("update", update.to_dict())


async def fail(_update, context):
    tell("error", repr(context.error))


async def answer_line(update, _context):
    await update.message.reply_text(f"re {update.message.text}")


async def answer_hello(update, _context):
    await update.message.reply_text("hello back", reply_markup=KEYBOARD)


async def answer_file(update, _context):
    await update.message.reply_document(FILE, filename="clerk.bin", caption="as asked")


async def answer_press(update, _context):
    await update.callback_query.edit_message_text(f"pressed {update.callback_query.data}")
    await update.callback_query.answer("thanks")


root, token = sys.argv[1:]
listener, url = listen()
application = Application.builder().token(token).base_url(f"{root}/bot").base_file_url(f"{root}/file/bot").build()
application.add_handler(TypeHandler(Update, note), group=-1)
application.add_handler(MessageHandler(filters.Regex("^line "), answer_line))
application.add_handler(MessageHandler(filters.Regex("^hello$"), answer_hello))
application.add_handler(MessageHandler(filters.Regex("^file$"), answer_file))
application.add_handler(CallbackQueryHandler(answer_press))
application.add_error_handler(fail)
application.run_webhook(unix=listener, url_path=PATH, webhook_url=url, secret_token=SECRET)
