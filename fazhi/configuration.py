"""The model of the settings: names, types, limits, what each is for, and where a value comes from."""

import json
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from fazhi.alerts.settings import AlertSettings
from fazhi.logs import masked

PREFIX = "FAZHI_"
# Read by the project file of Prefect and by the settings themselves: names that are no setting.
_OTHER_NAMES = frozenset({"FAZHI_HOME", "FAZHI_CONFIG", "FAZHI_REQUIRE_BROWSER", "FAZHI_ALLOW_PRIVATE"})


class UnusableSettings(Exception):
    """Settings that cannot be used; the message names each, what is wrong with it and where it stands."""


class Collect(BaseModel):
    """How pages are fetched from the web: names and meanings of `fazhi.collect.policy.Policy`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact: str = Field("", max_length=200, pattern=r"^[\x20-\x7e]*$", description="URL or mail in the User-Agent")
    pause: float = Field(1.0, ge=0, le=3600, description="least seconds between two requests to a host")
    per_host: int = Field(1, ge=1, le=16, description="requests to a host at once")
    hosts: int = Field(16, ge=1, le=256, description="requests at once, over all hosts")
    attempts: int = Field(4, ge=1, le=10, description="attempts before a URL goes to quarantine")
    backoff: float = Field(1.0, ge=0, le=600, description="seconds before the second attempt, doubled for each")
    page_seconds: float = Field(120.0, gt=0, le=3600, description="most seconds that one answer may take")
    attachments: int = Field(10, ge=0, le=200, description="documents followed from one page (0: none)")
    allow_private: bool = Field(False, description="also fetch from addresses of the own network")


class Settings(BaseSettings):
    """Every setting of an installation. In the environment: `FAZHI_` and the name, groups with `_` between."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="_", env_nested_max_split=1, env_ignore_empty=True, extra="forbid",
        nested_model_default_partial_update=True, frozen=True,
    )  # fmt: skip

    data: str | None = Field(None, description="data folder or its URL (default: data/ of the project)")
    input: str | None = Field(None, description="inbox: folder, archive, WARC or list of URLs")
    urls: str | None = Field(None, description="list of URLs that the nightly run collects beside the inbox")
    workers: int = Field(2, ge=1, le=64, description="processes for the stages")
    document_seconds: float = Field(120.0, ge=1, le=86400, description="most seconds a document may take in a stage")
    document_memory: int = Field(4096, ge=512, description="most memory of a stage's process, MB; beyond: quarantine")
    runner: Literal["local", "dask", "ray"] = Field("local", description="the engine that the stages run on")
    runner_address: str | None = Field(None, description="address of a running cluster (default: one is started here)")
    collect: Collect = Field(
        default_factory=lambda: Collect.model_validate({}), description="how pages are fetched from the web"
    )
    log_format: Literal["text", "json"] = Field("text", description="how events are logged to standard error")
    log_level: Literal["debug", "info", "warning", "error"] = Field("warning", description="the least that is logged")
    secrets: str | None = Field(None, description="folder of files that each hold a secret: fazhi_alerts_dingtalk")
    heartbeat_limit: float = Field(90, ge=10, description="seconds without heartbeat after which a run is closed")
    alerts: AlertSettings = Field(AlertSettings.model_validate({}), description="who is told of what")

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:  # fmt: skip
        """The environment comes before the file, which `read` hands over as the weakest source."""
        return env_settings, init_settings


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it stands: dotted name, value (secrets as `**********`), where it is from, what it is for."""

    name: str
    value: Any
    source: str
    description: str

    @property
    def variable(self) -> str:
        """The name in the environment."""
        return PREFIX + self.name.replace(".", "_").upper()


def read(path: Path) -> Settings:
    """The settings of now, `path` being the file (it need not exist); raises UnusableSettings."""
    try:
        return Settings(**_of_file(path))
    except ValidationError as error:
        raise UnusableSettings("; ".join(_said(e, path) for e in error.errors())) from error
    except SettingsError as error:
        raise UnusableSettings(str(error)) from error


def describe(settings: Settings, path: Path) -> list[Setting]:
    """Every setting with its value and source, groups flattened, in the order of declaration."""
    return list(_described(settings, _of_file(path), path, ()))


def stored(settings: Settings) -> dict[str, Any]:
    """What a batch keeps of the settings that it ran with: plain JSON, secrets masked, those in addresses too."""
    plain: dict[str, Any] = json.loads(masked(json.dumps(settings.model_dump(mode="json"), ensure_ascii=False)))
    return plain


def _described(model: BaseModel, file: dict[str, Any], path: Path, outer: tuple[str, ...]) -> Iterator[Setting]:
    for name, field in type(model).model_fields.items():
        value, full = getattr(model, name), (*outer, name)
        if isinstance(value, BaseModel):
            yield from _described(value, file.get(name, {}), path, full)
            continue
        variable = PREFIX + "_".join(full).upper()
        source = variable if os.environ.get(variable) else str(path) if name in file else "default"
        shown = masked(str(value)) if isinstance(value, str | SecretStr) else value
        yield Setting(".".join(full), shown, source, field.description or "")


def unknown_variables() -> list[str]:
    """Names in the environment that look like settings and are none: misspelt, they would be ignored silently."""
    known = set(_variables(Settings, PREFIX)) | _OTHER_NAMES
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name.upper() not in known)


def _of_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnusableSettings(f"{path}: {error}") from error


def _variables(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _variables(inner, f"{prefix}{name.upper()}_")
        yield f"{prefix}{name.upper()}"


def _said(error: Any, path: Path) -> str:
    """One wrong value in a line; a secret's value is not repeated."""
    parts = [str(part) for part in error["loc"]]
    variable = PREFIX + "_".join(parts).upper()
    where = variable if os.environ.get(variable) else f"{'.'.join(parts)} in {path}"
    return f"{where}: {error['msg']}"
