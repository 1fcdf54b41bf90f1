import io

import numpy
import pandas
from fastapi import FastAPI, Response
from matplotlib import pyplot
from scipy import optimize

app = FastAPI()


@app.get("/health")
def health() -> dict[str, bool]:
    return {"well": True}


@app.get("/root")
def root() -> float:
    return round(float(optimize.brentq(lambda x: x**2 - 2, 0, 2)), 3)


@app.get("/mean")
def mean() -> float:
    return float(pandas.DataFrame({"a": numpy.arange(5)})["a"].mean())


@app.get("/picture")
def picture() -> Response:
    figure, axes = pyplot.subplots()
    axes.plot([1, 2])
    written = io.BytesIO()
    figure.savefig(written, format="png")
    return Response(written.getvalue(), media_type="image/png")
