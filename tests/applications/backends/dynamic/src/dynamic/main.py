from importlib.metadata import version
from fastapi import FastAPI
app = FastAPI()
@app.get("/health")
def health(): return {"v": version("dynamic")}
def main(): print(version("dynamic"))
