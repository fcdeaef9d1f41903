"""Pages that a protection against robots answers for, with an error."""

from runner.deps import Deps
from tests.integration.runner.reports.files import reported
from tests.integration.runner.reports.findings import found, row
from tests.integration.runner.reports.hand_made import BASE, Paper, hand_made


async def test_a_protection_that_answers_with_an_error_is_no_error_of_the_page(deps: Deps) -> None:
    """Nobody knows what is behind it: no broken link, no error in a sitemap, one finding."""
    challenge = Paper(
        status=403, title="Just a moment...", heading="Checking your browser", body="Please wait"
    )
    papers = {
        "/": Paper(links=["/walled", "/forbidden"]),
        "/walled": challenge,
        "/forbidden": Paper(status=403),
        "/copy": Paper(head=f'<link rel="canonical" href="{BASE}/walled">'),
    }
    files = await reported(deps, hand_made(papers, sitemap=[*papers]))
    walled = row(files, "/walled")
    assert (walled["Issues"], walled["Status Code"]) == ("bot_wall", "403")
    assert walled["Indexability Status"] == "Blocked by Bot Protection"
    assert found(files, "links_broken_internal") == {"/": ("1", f"403 {BASE}/forbidden")}
    assert set(found(files, "response_4xx")) == {"/forbidden"}
    assert found(files, "canonical_to_error") == {}
