"""What the clerks in Python have in common: where they listen, what they tell, what they send."""

import json
import socket

SECRET = "python-clerk"
PATH = "/hook"
FILE = bytes(index * 7 % 256 for index in range(100_000))


def listen() -> tuple[socket.socket, str]:
    """A socket on a port that nobody else can take meanwhile, and the webhook's URL."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    listener.setblocking(False)
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}{PATH}"


def tell(kind: str, what: object) -> None:
    """One line for the test: an update that is about to be handled, or an error."""
    print(json.dumps({kind: what}), flush=True)
