"""Somebody looks for something: with the keyboard alone, on a phone, and without JavaScript."""

import pytest

from portal.proposals.rules import Stage
from tests import world

pytestmark = pytest.mark.browser


@pytest.fixture
def number(act):
    def found(session):
        network = world.network(session)
        world.municipality(session, network, is_host=True)
        proposal = world.proposal(session, network, Stage.PRELIMINARY, title="Wachttijden eerder melden")
        world.reaction(session, world.comment_round(session, proposal), text="De wachttijd is <b>lang</b>.")
        return proposal.number

    return act(found)


def test_by_keyboard_from_the_front_page_to_the_proposal(visitor, number):
    reader = visitor()
    reader.go("/")
    for _ in range(6):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("document.activeElement.id") == "zoek":
            break
    reader.page.keyboard.type("wachttijd")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/zoeken?**")
    reader.look()

    assert "resultaten voor wachttijd" in reader.page.title()
    assert "Wachttijden" in reader.page.locator("mark").all_inner_texts()
    reader.page.get_by_role("link", name="Wachttijden eerder melden", exact=True).first.click()
    reader.page.wait_for_url(f"**/voorstellen/{number}*")
    assert number in reader.text


def test_on_a_phone_one_narrows_and_finds_nothing(visitor, number):
    reader = visitor()
    reader.page.set_viewport_size({"width": 390, "height": 800})
    reader.go("/zoeken?q=wachttijd")
    reader.press("Reacties (1)")
    assert "1 resultaat voor wachttijd" in reader.text
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390

    reader.page.get_by_text("Kies een wet, stap, gemeente of jaar").click()
    reader.page.select_option("#wet", "wmo2015")
    reader.press("Toon deze")
    assert "1 resultaat" in reader.text
    reader.page.fill("#zoek", "plofkip wachttijd")
    reader.press("Zoek")
    assert "Wat u kunt doen" in reader.text


def test_without_javascript(chromium, server, number):
    context = chromium.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/hulp")
    page.get_by_label("Zoek op deze site").fill("wachttijd")
    page.get_by_role("button", name="Zoek").click()

    assert page.get_by_role("heading", level=2).first.inner_text().endswith("voor wachttijd")
    context.close()
