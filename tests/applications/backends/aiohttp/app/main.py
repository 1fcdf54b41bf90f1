from aiohttp import web


async def health(request: web.Request) -> web.Response:
    return web.Response(text="well")


def app(argv: list[str]) -> web.Application:
    application = web.Application()
    application.router.add_get("/health", health)
    return application
