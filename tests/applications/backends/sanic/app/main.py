from sanic import Request, Sanic, text

app = Sanic("shop")


@app.get("/health")
async def health(request: Request):
    return text("well")
