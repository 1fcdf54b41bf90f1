from concurrent.futures import ThreadPoolExecutor

import grpc
from fastapi import FastAPI
from grpc_health.v1 import health as health_service
from grpc_health.v1 import health_pb2, health_pb2_grpc

app = FastAPI()


@app.get("/health")
def health() -> dict[str, bool]:
    return {"well": True}


@app.get("/call")
def call() -> int:
    server = grpc.server(ThreadPoolExecutor(1))
    health_pb2_grpc.add_HealthServicer_to_server(health_service.HealthServicer(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest())
    server.stop(None)
    return answer.status
