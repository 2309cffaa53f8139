"""Who may ask the assistant: whoever knows the secret, and nobody when there is none."""

from types import SimpleNamespace

import pytest
from assistant import Assistant
from channel.amends import Amends, NoSecret


@pytest.mark.parametrize("headers", [{}, {"X-Amends-Secret": ""}, {"X-Amends-Secret": "a secret of the testz"}])
def test_who_does_not_know_the_secret_is_refused(assistant: Assistant, headers: dict[str, str]) -> None:
    for path in ("read", "understand", "respond", "forget"):
        answer = assistant.ask(path, {}, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["error"] == "forbidden"


def test_without_a_secret_the_assistant_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMENDS_BOT_SECRET", raising=False)
    monkeypatch.delenv("AMENDS_DEVELOPMENT", raising=False)
    with pytest.raises(NoSecret, match="AMENDS_BOT_SECRET"):
        Amends.from_credentials({})


@pytest.mark.parametrize(("ip", "answered"), [("127.0.0.1", True), ("::1", True), ("10.0.0.7", False)])
def test_in_development_only_this_machine_needs_no_secret(ip: str, answered: bool) -> None:
    assert Amends("", development=True)._may_ask(SimpleNamespace(ip=ip, headers={})) is answered
