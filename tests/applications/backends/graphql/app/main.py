import strawberry
from fastapi import FastAPI
from strawberry.fastapi import GraphQLRouter

app = FastAPI()


@strawberry.type
class Query:
    @strawberry.field
    def price(self) -> int:
        return 3


app.include_router(GraphQLRouter(strawberry.Schema(Query)), prefix="/graphql")


@app.get("/health")
def health() -> dict[str, bool]:
    return {"well": True}
