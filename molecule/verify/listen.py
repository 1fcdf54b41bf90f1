"""Listen on a WebSocket while creating commands, and print what was created and what was heard: WEBSOCKET API COUNT."""

import asyncio
import json
import sys
import urllib.request

import websockets


def create(api: str) -> str:
    body = {"vehicle_id": "WVWZZZ1JZXW000001", "command": "read_dtc", "parameters": {"ecu": "engine"}}
    request = urllib.request.Request(api, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        created: dict[str, str] = json.load(answer)
    return created["id"]


async def main() -> None:
    address, api, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    async with websockets.connect(address, open_timeout=60) as socket, asyncio.timeout(120):
        created = [await asyncio.to_thread(create, api) for _number in range(count)]
        events = [json.loads(await socket.recv()) for _number in range(count)]
    print(json.dumps({"created": created, "events": events}))


asyncio.run(main())
