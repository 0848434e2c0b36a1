"""How much anybody may send: no body larger than any form or call of ours has, whether it says so or not."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 512 * 1024
TOO_MUCH = "That is more than anything of ours can hold."


class Bounds:
    """An ASGI application in front of another: answers 413 to what is too large, before it is read."""

    def __init__(self, app: ASGIApp, most: int = LARGEST) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is small enough."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = Headers(scope=scope).get("content-length", "0")
        if not said.isdecimal() or int(said) > self.most:
            await PlainTextResponse(TOO_MUCH, status_code=413)(scope, receive, send)
            return
        taken = 0

        async def take() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.most:
                raise HTTPException(413, TOO_MUCH)
            return message

        await self.app(scope, take, send)
