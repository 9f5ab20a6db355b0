"""Who is told of what: the group `alerts` of the settings (`FAZHI_ALERTS_…`), secrets also from files.

A file named like the variable in lower case, in the folder that `FAZHI_SECRETS` names, holds its value
(`fazhi_alerts_dingtalk`): so a secret need not stand in the environment.
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

Language = Literal["zh", "en", "both"]


class AlertSettings(BaseModel):
    """Receivers and bounds. What holds a token or a password is a SecretStr: it is never printed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    webhook: SecretStr | None = Field(None, description="address that gets JSON: cause, batch, title, text, facts")
    dingtalk: SecretStr | None = Field(None, description="webhook of a DingTalk robot")
    dingtalk_secret: SecretStr | None = Field(None, description="signing secret of the DingTalk robot")
    wecom: SecretStr | None = Field(None, description="webhook of a WeCom group robot")
    slack: SecretStr | None = Field(None, description="incoming webhook of Slack")
    smtp_host: str | None = Field(None, description="mail server")
    smtp_port: int = Field(587, ge=1, le=65535, description="port of the mail server")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="how mail is encrypted")
    smtp_user: str | None = Field(None, description="account on the mail server")
    smtp_password: SecretStr | None = Field(None, description="its password")
    mail_from: str = Field("fazhi@localhost", description="sender of mail")
    mail_to: str | None = Field(None, description="recipients of mail, separated by commas")
    quarantine_share: float = Field(0.2, ge=0, le=1, description="tell of a batch that keeps back more than this")
    quiet_days: float = Field(7, gt=0, description="tell when nothing was published for so many days")
    nightly_hours: float = Field(26, gt=0, description="tell when no nightly run has ended for so many hours")
    language: Language = Field("zh", description="language of alerts")

    @property
    def receivers(self) -> list[str]:
        """The names of the receivers that are set."""
        chats = [name for name in ("webhook", "dingtalk", "wecom", "slack") if getattr(self, name) is not None]
        return [*chats, "mail"] if self.smtp_host and self.mail_to else chats


def alert_settings() -> AlertSettings:
    """The settings as they are now; raises `UnusableSettings`, without the values, where one is unusable."""
    from fazhi.settings import settings

    now = settings()
    if not now.secrets:
        return now.alerts
    return now.alerts.model_copy(update=dict(_of_files(Path(now.secrets))))


def _of_files(folder: Path) -> list[tuple[str, SecretStr]]:
    secrets = [name for name, field in AlertSettings.model_fields.items() if SecretStr in _types(field.annotation)]
    paths = {name: folder / f"fazhi_alerts_{name}" for name in secrets}
    return [(name, SecretStr(path.read_text("utf8").strip())) for name, path in paths.items() if path.is_file()]


def _types(annotation: object) -> tuple[object, ...]:
    return getattr(annotation, "__args__", (annotation,))
