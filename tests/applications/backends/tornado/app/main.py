import asyncio
import signal

from tornado.web import Application, RequestHandler


class Health(RequestHandler):
    def get(self) -> None:
        self.write("well")


async def main() -> None:
    Application([("/health", Health)]).listen(8000)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(main())
