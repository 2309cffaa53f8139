"""Who may come to the desk, and what a stranger learns at its door: nothing."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from handoff.desk import agents
from handoff.desk import sign_in as signing_in
from handoff.model.agent import Agent, Role
from tests.handoff.at_the_desk import PASSWORD, arrive, signed_in
from tests.handoff.service import Service


async def test_the_right_password_opens_the_desk(service: Service) -> None:
    maya = await arrive(service, "Maya")
    answer = await maya.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")
    assert "Nobody waits" in await maya.see("/desk/")


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(service: Service) -> None:
    maya = await arrive(service, "Maya")
    cookie = (await maya.sign_in()).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/desk"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie


async def test_the_cookie_travels_only_by_https_where_the_desk_has_https(start: Callable[..., Any]) -> None:
    service = await start(public_url="https://care.example.com")
    maya = await arrive(service, "Maya")
    form = {"email": maya.agent.email, "password": PASSWORD, "next": "/desk/"}
    assert "Secure" in (await maya.http.post("/desk/sign-in", data=form)).headers["set-cookie"]


async def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(service: Service) -> None:
    maya = await arrive(service, "Maya")
    wrong = await maya.sign_in("not the password")
    form = {"email": maya.agent.email.replace("maya", "nobody"), "password": "not the password", "next": "/desk/"}
    unknown = await maya.http.post("/desk/sign-in", data=form)
    assert wrong.status_code == unknown.status_code == 401

    def page(answer: Any) -> str:
        return re.sub(r'data-now="[^"]+"|maya@|nobody@', "", answer.text)

    assert page(wrong) == page(unknown)


async def test_an_unknown_person_costs_as_much_work_as_a_known_one(service: Service) -> None:
    maya = await arrive(service, "Maya")

    async def cost(email: str) -> float:
        began = time.perf_counter()
        await maya.http.post("/desk/sign-in", data={"email": email, "password": "wrong", "next": "/desk/"})
        return time.perf_counter() - began

    known = min([await cost(maya.agent.email) for _ in range(4)])
    unknown = min([await cost("nobody@example.com") for _ in range(4)])
    assert 0.4 < unknown / known < 2.5


async def test_too_many_tries_are_stopped_even_with_the_right_password(service: Service) -> None:
    maya = await arrive(service, "Maya")
    for _ in range(signing_in.PER_ADDRESS.amount):
        await maya.sign_in("guess")
    stopped = await maya.sign_in()
    assert stopped.status_code == 429
    assert "Wait five minutes" in stopped.text


async def test_a_colleague_still_comes_in_while_a_guesser_is_stopped(service: Service) -> None:
    maya = await arrive(service, "Maya")
    for _ in range(signing_in.PER_ADDRESS.amount + 1):
        await maya.sign_in("guess")
    await signed_in(service, "Jon")


@pytest.mark.parametrize("path", ["/desk/", "/desk/cases/A-1042", "/desk/agents", "/desk/password"])
async def test_a_page_sends_a_stranger_to_the_sign_in_and_back_afterwards(service: Service, path: str) -> None:
    answer = await service.http.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/sign-in?next={path}")


async def test_a_fragment_and_the_stream_refuse_a_stranger_without_leaving_the_page(service: Service) -> None:
    fragment = await service.http.get("/desk/", headers={"HX-Request": "true"})
    assert fragment.status_code == 401
    assert "your words are kept" in fragment.headers["HX-Trigger"]
    assert (await service.http.get("/desk/events")).status_code == 401


async def test_the_sign_in_leads_only_to_pages_of_the_desk(service: Service) -> None:
    maya = await arrive(service, "Maya")
    for target in ("https://evil.example", "//evil.example", "/desk/\\evil", "/chat/sessions"):
        form = {"email": maya.agent.email, "password": PASSWORD, "next": target}
        assert (await maya.http.post("/desk/sign-in", data=form)).headers["location"] == "/desk/"


async def test_who_signs_out_is_out_at_once_and_the_cookie_is_worth_nothing(service: Service) -> None:
    maya = await signed_in(service, "Maya")
    kept = dict(maya.http.cookies)
    assert (await maya.send("/desk/sign-out")).status_code == 303
    again = await service.http.get("/desk/", headers={"Cookie": "; ".join(f"{k}={v}" for k, v in kept.items())})
    assert again.status_code == 303


async def test_a_form_without_the_sessions_own_secret_is_refused(service: Service) -> None:
    maya = await signed_in(service, "Maya", Role.SUPERVISOR)
    other = await signed_in(service, "Jon", Role.SUPERVISOR)
    for csrf in ("", "wrong", other.csrf):
        answer = await maya.http.post(
            "/desk/agents", data={"csrf": csrf, "email": "x@y.z", "name": "X", "role": "agent"}
        )
        assert answer.status_code == 403
        assert "Reload it" in answer.text


async def test_a_form_sent_from_another_site_is_refused_even_at_the_door(service: Service) -> None:
    maya = await arrive(service, "Maya")
    form = {"email": maya.agent.email, "password": PASSWORD, "next": "/desk/"}
    answer = await maya.http.post("/desk/sign-in", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


async def test_a_session_ends_after_its_time(start: Callable[..., Any]) -> None:
    service = await start(time_scale=60_000.0)
    maya = await arrive(service, "Maya")
    answer = await maya.http.post("/desk/sign-in", data={"email": maya.agent.email, "password": PASSWORD, "next": ""})
    assert answer.status_code == 303
    await service.story_seconds(12.1 * 3600)
    assert (await maya.http.get("/desk/")).status_code == 303


async def test_a_new_password_counts_at_once_and_ends_the_other_browsers(service: Service) -> None:
    maya, elsewhere = await signed_in(service, "Maya"), None
    elsewhere = type(maya)(type(maya.http)(base_url=service.url, trust_env=False), maya.agent)
    await elsewhere.sign_in()
    assert (await maya.send("/desk/password", old="wrong", new="another long password")).status_code == 422
    assert (await maya.send("/desk/password", old=PASSWORD, new="short")).status_code == 422
    assert (await maya.send("/desk/password", old=PASSWORD, new="another long password")).status_code == 200
    assert (await elsewhere.http.get("/desk/")).status_code == 303
    assert (await maya.http.get("/desk/")).status_code == 200
    assert (await elsewhere.sign_in(PASSWORD)).status_code == 401
    assert (await elsewhere.sign_in("another long password")).status_code == 303


async def somebody(service: Service) -> list[Agent]:
    """The first supervisor arrives a moment after the schema."""
    return await service.look(agents.everyone)


async def test_the_operators_own_supervisor_can_sign_in(service: Service) -> None:
    await service.until(lambda: somebody(service))
    form = {"email": "Sam@Example.com ", "password": "a long enough password", "next": "/desk/agents"}
    answer = await service.http.post("/desk/sign-in", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/agents")


async def test_without_an_operators_own_the_first_supervisor_is_printed_once(
    start: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    await (first := await start(admin_email=None, admin_password=None)).until(lambda: somebody(first))
    printed = [line for line in capsys.readouterr().out.splitlines() if "first supervisor" in line]
    assert len(printed) == 1
    service = await start(admin_email=None, admin_password=None)
    assert "first supervisor" not in capsys.readouterr().out
    password = printed[0].split("password ")[1].split(" ")[0]
    form = {"email": "supervisor@localhost", "password": password, "next": "/desk/"}
    assert (await service.http.post("/desk/sign-in", data=form)).status_code == 303


async def test_every_page_says_what_it_may_load(service: Service) -> None:
    for path in ("/desk/sign-in", "/desk/"):
        policy = (await service.http.get(path)).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
