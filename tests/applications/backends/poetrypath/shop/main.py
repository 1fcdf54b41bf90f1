from importlib.metadata import version
import core
from fastapi import FastAPI
app = FastAPI()
@app.get("/health")
def health(): return {"ok": True}
@app.get("/v")
def v(): return {"x": core.X, "v": version("shop"), "core": core.__file__}
