"""fastapi: models, dependencies, validation, OpenAPI; security and routers late."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, HTTPException, Query, WebSocket
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field


class Item(BaseModel):
    name: str = Field(min_length=2)
    price: float = 1.5
    parts: list[Item] = []


def page(number: int = 0, size: Annotated[int, Query(le=50)] = 10) -> tuple[int, int]:
    return number * size, size


Page = Annotated[tuple[int, int], Depends(page)]


def make_app(log: list[str]) -> FastAPI:
    app = FastAPI(title="Shop", version="2")

    @app.post("/items", response_model=Item, response_model_exclude_defaults=True, status_code=201)
    async def create(item: Item, tasks: BackgroundTasks) -> Item:
        tasks.add_task(log.append, item.name)
        return item

    @app.get("/items")
    def list_items(page: Page, tag: Annotated[list[str] | None, Query()] = None) -> dict[str, Any]:
        if page[0] > 90:
            raise HTTPException(404, "no such page")
        return {"page": page, "tags": tag}

    @app.websocket("/double")
    async def double(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_json(2 * await socket.receive_json())

    return app


def work() -> dict[str, Any]:
    log: list[str] = []
    with TestClient(make_app(log)) as client:
        made = client.post("/items", json={"name": "box", "parts": [{"name": "lid"}]})
        refused = client.post("/items", json={"name": "x", "parts": 1})
        listed = client.get("/items?number=2&size=5&tag=a&tag=b")
        lost = client.get("/items?number=10")
        described = client.get("/openapi.json").json()
        with client.websocket_connect("/double") as socket:
            socket.send_json([1])
            doubled = socket.receive_json()
    return {
        "version": version("fastapi"),
        "made": [made.status_code, made.json(), log],
        "refused": sorted(str(problem["loc"]) for problem in refused.json()["detail"]),
        "listed": listed.json(),
        "lost": [lost.status_code, lost.json()],
        "schemas": sorted(described["components"]["schemas"]),
        "paths": sorted(described["paths"]["/items"]["get"]["responses"]),
        "doubled": doubled,
    }


def late() -> dict[str, Any]:
    from fastapi.encoders import jsonable_encoder
    from fastapi.middleware.cors import CORSMiddleware
    from fastapi.security import HTTPBasic

    router = APIRouter(prefix="/v1")
    basic = HTTPBasic()

    @router.get("/me")
    def me(user: Any = Depends(basic)) -> str:  # noqa: B008, FAST002
        return user.username

    app = FastAPI()
    app.include_router(router)
    app.add_middleware(CORSMiddleware, allow_origins=["*"])
    client = TestClient(app)
    return {
        "me": client.get("/v1/me", auth=("ann", "word")).json(),
        "nobody": client.get("/v1/me").status_code,
        "docs": "swagger" in client.get("/docs").text,
        "encoded": jsonable_encoder(Item(name="box", parts=[Item(name="lid")])),
    }
