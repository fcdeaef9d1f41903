"""From an order to a plan."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.policies import Policy
from config.sites import Catalogue, Site
from runner.plan import Plan, PlanError, RunOrder, plan_run
from storage.model.run import ReportKind

SITES = [
    Site(id="ozon", url="https://ozon.example/", tags=("marketplace",)),
    Site(id="lamoda", url="https://lamoda.example/", tags=("clothes",)),
    Site(id="copy", url="http://copy.example:8080/", policy="open"),
]
CATALOGUE = Catalogue(sites={site.id: site for site in SITES})
POLICIES = {"default": Policy(), "open": Policy(obey_robots=False, reason="our own copy")}


def plan(**wish: object) -> Plan:
    """The plan of such an order."""
    return plan_run(RunOrder(**wish), CATALOGUE, POLICIES)  # type: ignore[arg-type]


def test_all_sites_in_the_order_of_the_catalogue() -> None:
    """All means all; each job has its host and a frozen copy of site and policy."""
    made = plan()
    assert [job.site for job in made.jobs] == ["ozon", "lamoda", "copy"]
    assert [job.host for job in made.jobs] == [
        "ozon.example",
        "lamoda.example",
        "copy.example:8080",
    ]
    assert made.jobs[2].config["policy"]["obey_robots"] is False
    assert made.reports == tuple(ReportKind)


def test_exceptions_and_tags_narrow() -> None:
    """Except takes away, tags choose among all."""
    assert [site.id for site in plan(except_sites=("ozon",)).sites] == ["lamoda", "copy"]
    assert [site.id for site in plan(except_sites=("ozon",)).left_out] == ["ozon"]
    assert [site.id for site in plan(tags=("clothes", "marketplace")).sites] == ["ozon", "lamoda"]


def test_named_and_tagged_sites_are_added_together() -> None:
    """Ozon "and clothes" is ozon with whatever sells clothes, as the interpreter means it."""
    wish = {"sites": ("ozon",), "tags": ("clothes",)}
    assert [site.id for site in plan(**wish).sites] == ["ozon", "lamoda"]
    assert [site.id for site in plan(**wish, except_sites=("lamoda",)).sites] == ["ozon"]


def test_named_sites_come_once_in_the_catalogues_order() -> None:
    """Naming a site twice does not run it twice."""
    assert [site.id for site in plan(sites=("lamoda", "ozon", "lamoda")).sites] == [
        "ozon",
        "lamoda",
    ]


def test_a_special_policy_asks_for_an_admin() -> None:
    """The plan says which sites only an admin may run."""
    assert plan().needs_admin == ("copy",)
    assert plan(except_sites=("copy",)).needs_admin == ()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"sites": ("nowhere",)}, "unknown_site"),
        ({"except_sites": ("nowhere",)}, "unknown_site"),
        ({"sites": ("ozon",), "except_sites": ("ozon",)}, "nothing_left"),
        ({"tags": ("toys",)}, "nothing_left"),
    ],
)
def test_what_cannot_be_planned_has_a_code(wish: dict[str, object], code: str) -> None:
    """Faces word the code; nothing is planned in part."""
    with pytest.raises(PlanError) as caught:
        plan(**wish)
    assert caught.value.code == code


def test_an_unknown_policy_is_no_default() -> None:
    """A site whose profile is missing is not run under another one."""
    with pytest.raises(PlanError) as caught:
        plan_run(RunOrder(), CATALOGUE, {"default": Policy()})
    assert caught.value.facts == {"site": "copy", "policy": "open"}


@given(
    st.builds(
        RunOrder,
        sites=st.just("all") | st.lists(st.text()).map(tuple),
        except_sites=st.lists(st.text()).map(tuple),
        tags=st.lists(st.text()).map(tuple),
        page_limit=st.none() | st.integers(min_value=1),
        concurrency=st.none() | st.integers(min_value=1),
        reports=st.none() | st.lists(st.sampled_from(ReportKind)).map(tuple),
    )
)
def test_an_order_that_was_kept_is_the_same_order(order: RunOrder) -> None:
    """A run to come starts as it was asked for."""
    assert RunOrder.from_json(json.loads(json.dumps(order.as_json()))) == order
