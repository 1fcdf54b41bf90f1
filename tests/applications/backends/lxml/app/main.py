from fastapi import FastAPI
from lxml import etree

app = FastAPI()


@app.get("/health")
def health() -> dict[str, bool]:
    return {"well": True}


@app.get("/price")
def price() -> str:
    return etree.fromstring("<shop><price>3</price></shop>").xpath("string(//price)")
