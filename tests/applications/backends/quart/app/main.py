from quart import Quart

app = Quart(__name__)


@app.get("/health")
async def health() -> dict[str, bool]:
    return {"well": True}
