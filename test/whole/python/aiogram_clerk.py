"""A clerk on aiogram that answers in the webhook's own response. Arguments: root of the Bot API, token."""

import json
import sys

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from clerk import FILE, PATH, SECRET, listen, tell

KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="again", callback_data="again")]])

dispatcher = Dispatcher()


@dispatcher.update.outer_middleware()
async def note(handler, event, data):
    tell("update", json.loads(event.model_dump_json(exclude_none=True)))
    return await handler(event, data)


@dispatcher.errors()
async def fail(event):
    tell("error", repr(event.exception))


@dispatcher.message(F.text.startswith("line "))
async def answer_line(message):
    return message.answer(f"re {message.text}")


@dispatcher.message(F.text == "hello")
async def answer_hello(message):
    return message.answer("hello back", reply_markup=KEYBOARD)


@dispatcher.message(F.text == "file")
async def answer_file(message):
    return message.answer_document(BufferedInputFile(FILE, "clerk.bin"), caption="as asked")


@dispatcher.callback_query()
async def answer_press(query):
    await query.answer("thanks")
    return query.message.edit_text(f"pressed {query.data}")


root, token = sys.argv[1:]
listener, url = listen()
bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(root)))


@dispatcher.startup()
async def set_webhook():
    await bot.set_webhook(url, secret_token=SECRET)


app = web.Application()
SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET).register(app, path=PATH)
setup_application(app, dispatcher, bot=bot)
web.run_app(app, sock=listener, print=None, shutdown_timeout=1)
