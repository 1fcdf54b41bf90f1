from fastapi import FastAPI
from importlib.metadata import version
app = FastAPI()
@app.get("/health")
def health(): return {"ok": True}
@app.get("/v")
def v(): return {"v": version("shop")}
