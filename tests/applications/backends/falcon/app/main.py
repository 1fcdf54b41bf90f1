import falcon


class Health:
    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        response.media = {"well": True}


app = falcon.App()
app.add_route("/health", Health())
