import lightgbm
import numpy
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> dict[str, bool]:
    return {"well": True}


@app.get("/trees")
def trees() -> int:
    x = numpy.arange(100.0).reshape(-1, 1)
    settings = {"num_threads": 1, "min_data_in_leaf": 2, "verbose": -1}
    return lightgbm.train(settings, lightgbm.Dataset(x, label=x.ravel()), num_boost_round=3).num_trees()
