"""The queue as agents use it: found, filtered, counted, kept; and what calls them."""

from handoff.model.agent import Role
from tests.handoff.at_the_desk import Browser, handed_over, signed_in
from tests.handoff.service import Service
from tests.handoff.test_desk import text_of


async def row_refs(browser: Browser, address: str) -> list[str]:
    page = await browser.see(address)
    return [part.split('"')[0] for part in page.split('id="row-')[1:]]


async def test_a_view_counts_all_its_cases_and_shows_only_its_own(service: Service) -> None:
    first, second = await handed_over(service), await handed_over(service, "my kettle leaks", "session-2")
    maya, kim = await signed_in(service, "Maya"), await signed_in(service, "Kim")
    await maya.act(first, "take")
    page = text_of(await maya.see("/desk/"))
    assert "1 person waits" in page
    assert "Team 2 Waiting 1 Mine 1" in page
    assert "Team 2 Waiting 1 Mine 0" in text_of(await kim.see("/desk/"))
    assert await row_refs(maya, "/desk/?who=mine") == [first]
    assert await row_refs(kim, "/desk/?who=mine") == []
    assert await row_refs(kim, "/desk/?who=nobody") == [second]
    assert "1 person waits" in text_of(await maya.see("/desk/?who=mine"))


async def test_a_case_is_found_by_its_number_with_and_without_spaces(service: Service) -> None:
    ref = await handed_over(service, "my blender came cracked, order 4471 220")
    await handed_over(service, "my kettle leaks", "session-2")
    maya = await signed_in(service, "Maya")
    for words in ("4471220", "4471 220", "4471-220", "blend", ref):
        assert await row_refs(maya, f"/desk/?q={words.replace(' ', '+')}") == [ref], words
    assert "No case is like that" in await maya.see("/desk/?q=zebra")


async def test_what_a_customer_adds_is_found_at_once(service: Service) -> None:
    ref = await handed_over(service)
    await service.tell("it was for my grandmother")
    assert await row_refs(await signed_in(service, "Maya"), "/desk/?q=grandmother") == [ref]


async def test_a_view_is_kept_for_one_person_and_can_be_removed(service: Service) -> None:
    maya, kim = await signed_in(service, "Maya"), await signed_in(service, "Kim")
    await maya.send("/desk/views", name="Cracked ones", kind="damaged", who="nobody")
    page = await maya.see("/desk/")
    assert 'href="/desk/?who=nobody&amp;kind=damaged"' in page and "Cracked ones" in page
    assert "Cracked ones" not in await kim.see("/desk/")
    await maya.send("/desk/views/drop", name="Cracked ones")
    assert "Cracked ones" not in await maya.see("/desk/")


async def test_a_filter_that_does_not_exist_is_refused_with_what_does(service: Service) -> None:
    maya = await signed_in(service, "Maya")
    answer = await maya.http.get("/desk/?state=lost")
    assert answer.status_code == 422
    assert "it is one of: waiting" in text_of(answer.text)


async def test_waiting_customers_call_everybody_who_answers(service: Service) -> None:
    ref = await handed_over(service)
    maya, dee = await signed_in(service, "Maya"), await signed_in(service, "Dee", Role.DESIGNER)
    assert f'data-waiting="1" data-refs="{ref} "' in await maya.see("/desk/calls")
    assert 'data-waiting="0" data-refs=""' in await dee.see("/desk/calls")
    await maya.act(ref, "take")
    assert 'data-waiting="0" data-refs=""' in await maya.see("/desk/calls")


async def test_what_was_handed_to_somebody_calls_them_until_they_open_it(service: Service) -> None:
    ref = await handed_over(service)
    maya, kim = await signed_in(service, "Maya"), await signed_in(service, "Kim")
    await maya.act(ref, "take")
    await maya.act(ref, "colleague", to=kim.agent.id, text="She likes to be rung.")
    told = text_of(await kim.see("/desk/calls"))
    assert "1 for you" in told and f"Maya handed you {ref}" in told and "She likes to be rung." in told
    page = text_of(await kim.see(f"/desk/cases/{ref}"))
    assert "With a person: you" in page and "Maya handed it to Kim" in page
    assert "for you" not in text_of(await kim.see("/desk/calls"))


async def test_choices_hold_for_one_person_on_every_page(service: Service) -> None:
    maya, kim = await signed_in(service, "Maya"), await signed_in(service, "Kim")
    assert 'data-keys="on"' in await maya.see("/desk/")
    await maya.send("/desk/settings", repeat="300")
    assert 'data-keys="off"' in await maya.see("/desk/")
    assert 'data-sound="off"' in await maya.see("/desk/calls")
    assert 'data-repeat="300"' in await maya.see("/desk/calls")
    assert 'data-keys="on"' in await kim.see("/desk/")


async def test_the_next_case_is_one_that_nobody_has(service: Service) -> None:
    first, second = await handed_over(service), await handed_over(service, "my kettle leaks", "session-2")
    maya = await signed_in(service, "Maya")
    await maya.act(first, "take")
    assert (await maya.http.get("/desk/next")).headers["location"] == f"/desk/cases/{second}"
    await maya.act(second, "take")
    assert (await maya.http.get("/desk/next")).headers["location"] == "/desk/"


async def test_cases_are_found_by_their_state(service: Service) -> None:
    first, second = await handed_over(service), await handed_over(service, "my kettle leaks", "session-2")
    maya = await signed_in(service, "Maya")
    await maya.act(first, "take")
    assert await row_refs(maya, "/desk/?state=taken") == [first]
    assert await row_refs(maya, "/desk/?who=nobody&state=taken") == [first]
    assert await row_refs(maya, "/desk/?state=waiting") == [second]
    assert await row_refs(maya, "/desk/?state=reopened") == []
    assert '<option value="taken" selected>' in await maya.see("/desk/?state=taken")


async def test_an_empty_view_says_what_comes_into_it(service: Service) -> None:
    maya = await signed_in(service, "Maya")
    taught = {"when=due": "an hour before", "who=nobody": "nobody has yet", "state=resolved": "ends it for now"}
    for query, words in (taught | {"state=closed": "made right", "when=late": "answered by the time"}).items():
        assert words in await maya.see(f"/desk/?{query}"), query
