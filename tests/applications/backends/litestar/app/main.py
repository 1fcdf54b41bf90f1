from litestar import Litestar, get


@get("/health", sync_to_thread=False)
def health() -> dict[str, bool]:
    return {"well": True}


@get("/goods/{number:int}", sync_to_thread=False)
def goods(number: int) -> dict[str, int]:
    return {"number": number}


app = Litestar([health, goods])
