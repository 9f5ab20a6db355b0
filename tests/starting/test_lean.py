"""What is left out where a process begins, and what must work all the same."""

import subprocess
import sys

_WITHOUT_PANDAS = """
import sys
from fazhi.lists import only_lists
only_lists()
import pyarrow as pa
table = pa.table({"words": pa.array(["一", None]), "numbers": pa.array([[1], [2, 3]])})
assert "pandas" not in sys.modules
assert table.to_pandas().shape == (2, 2)
assert "pandas" in sys.modules
"""
_FIELDS = """
import copy
from pydantic.v1 import BaseModel, Field
from pydantic.v1.fields import ModelField
from expectations.lean import lean

class Model(BaseModel):
    names: list[str] = Field(default=[["a"]], description="d")
    other: int | None = None

with lean():
    copied = copy.deepcopy(Model.__fields__)
    class Child(Model):
        more: str = "x"
assert "__deepcopy__" not in vars(ModelField)
anew = copy.deepcopy(Model.__fields__)
for name, field in Model.__fields__.items():
    assert repr(copied[name]) == repr(anew[name]) == repr(field)
    assert copied[name] is not field and copied[name].field_info is not field.field_info
copied["names"].default[0].append("b")
assert Model().names == Child().names == [["a"]]
assert Child(names=["n"]).dict() == {"names": ["n"], "other": None, "more": "x"}
"""
_ROUTES = """
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from flows.routes import look_by_prefix

def app():
    made = FastAPI()
    for name in ("flows", "flow_runs"):
        router = APIRouter(prefix=f"/{name}")
        router.add_api_route("/{key}", lambda key, name=name: [name, key], methods=["GET"])
        made.include_router(router)
    bare = APIRouter()
    bare.add_api_route("/hello", lambda: "hello", methods=["GET"])
    made.include_router(bare)
    whole = FastAPI()
    whole.mount("/api", made)
    return TestClient(whole)

def answers():
    asked = [("GET", p) for p in ("/api/flows/1", "/api/flow_runs/1", "/api/hello", "/api/none", "/api/flows")]
    client = app()
    return [(r.status_code, r.text) for r in (client.request(*a) for a in (*asked, ("POST", "/api/flows/1")))]

before = answers()
look_by_prefix()
assert answers() == before
assert [status for status, _ in before] == [200, 200, 200, 404, 404, 405], before
"""

_HEARTBEATS = """
from prefect import flow_engine
from flows.sparing import heartbeats_not_awaited

made = flow_engine._send_heartbeats
with heartbeats_not_awaited():
    assert flow_engine._send_heartbeats.keywords == {"join_on_exit": False}
assert flow_engine._send_heartbeats is made
flow_engine._send_heartbeats = otherwise = lambda engine: None
with heartbeats_not_awaited():
    assert flow_engine._send_heartbeats is otherwise
"""


def _ran(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


def test_arrow_takes_lists_without_pandas_and_gives_frames_when_asked() -> None:
    _ran(_WITHOUT_PANDAS)


def test_fields_that_are_copied_by_slot_are_deep_copies() -> None:
    _ran(_FIELDS)


def test_requests_find_the_routes_that_they_would_have_found() -> None:
    _ran(_ROUTES)


def test_a_flow_ends_without_waiting_for_its_heartbeats_where_prefect_can() -> None:
    _ran(_HEARTBEATS)
