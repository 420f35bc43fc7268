"""The door of every account, in a real browser: a one-time link is opened, a password chosen.

What a browser sends with the form (Origin, Referer) depends on the page's own headers: no other test sees it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.journeys.conftest import Server, Visit

PASSWORD = "quatre lanternes sous le préau"


def test_an_invited_person_comes_in(visit: Visit, server: Server) -> None:
    administrator = visit("ada")
    administrator.goto("/membres/inviter/")
    administrator.fill("#id_name", "Lucie Vanel")
    administrator.fill("#id_email", "lucie.vanel@saint-orme.example")
    administrator.check('input[name="role"][value="agent"]')
    administrator.click("main button.main")
    shown = administrator.content()
    link = "/lien/" + shown.partition("/lien/")[2].partition("/")[0] + "/"

    invited = visit("")
    sent: list[str] = []
    invited.on("request", lambda request: sent.append(request.headers.get("referer", "")))
    invited.goto(link)
    invited.fill("#id_password", PASSWORD)
    invited.fill("#id_again", PASSWORD)
    invited.click("main form button")
    invited.wait_for_url(server.address + "/")
    assert "Lucie" in invited.inner_text("main")
    token = urlsplit(link).path.split("/")[2]
    assert not any(token in referer for referer in sent)
