"""An alert in the words of each kind of receiver: https://open.dingtalk.com, https://developer.work.weixin.qq.com and
https://api.slack.com/messaging/webhooks document the bodies."""

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from fazhi.alerts.alert import Alert

if TYPE_CHECKING:
    from fazhi.alerts.settings import Language

# The name stands in every title: robots of DingTalk may be told to let through only what holds a keyword.
NAME = "fazhi"
# WeCom refuses texts of more than 2048 bytes of UTF-8.
_WECOM_BYTES = 2000


def body(kind: str, alert: Alert, language: "Language") -> dict[str, Any]:
    """The JSON that a receiver of this kind (webhook, dingtalk, wecom, slack) takes."""
    title, text = f"[{NAME}] {alert.title(language)}", alert.text(language)
    match kind:
        case "dingtalk":
            return {"msgtype": "text", "text": {"content": f"{title}\n{text}"}}
        case "wecom":
            return {"msgtype": "text", "text": {"content": _cut(f"{title}\n{text}", _WECOM_BYTES)}}
        case "slack":
            return {"text": f"*{_slack(title)}*\n{_slack(text)}"}
        case _:
            return {"source": NAME, "cause": alert.cause, "batch": alert.batch, "title": title, "text": text,
                    "facts": alert.facts}  # fmt: skip


def refusal(kind: str, answer: Any) -> str | None:
    """Why a receiver has not taken what it answered with HTTP 200: DingTalk and WeCom say so in the body."""
    if kind in ("dingtalk", "wecom") and isinstance(answer, dict) and answer.get("errcode") not in (0, None):
        return f"errcode {answer['errcode']}"
    return None


def signed(url: str, secret: str, milliseconds: int) -> str:
    """A DingTalk address with the signature that its robot asks for."""
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    sign = quote_plus(base64.b64encode(digest))
    return f"{url}{'&' if '?' in url else '?'}timestamp={milliseconds}&sign={sign}"


def _slack(text: str) -> str:
    """Slack reads `&`, `<` and `>` as markup: a document's name must not become a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, limit: int) -> str:
    return text.encode()[:limit].decode("utf8", "ignore")
