"""Policies: profiles in YAML, and what only a profile can do."""

from pathlib import Path

import pytest

from config.policies import PoliciesFileError, load_policies

CONFIG = Path(__file__).parents[3] / "config"


def write(path: Path, text: str) -> Path:
    """A policies file with this text."""
    file = path / "policies.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_default_profile_is_always_there(tmp_path: Path) -> None:
    """An empty set of profiles still has the default one, which obeys robots.txt."""
    policies = load_policies(write(tmp_path, "policies: {}"))
    assert policies["default"].obey_robots
    assert not policies["default"].needs_admin


def test_the_example_describes_every_key() -> None:
    """config/policies.example.yml can be used, and its default profile is the built-in one."""
    policies = load_policies(CONFIG / "policies.example.yml")
    assert policies["default"] == load_policies(CONFIG / "policies.yml")["default"]
    text = (CONFIG / "policies.example.yml").read_text(encoding="utf-8")
    described = set(type(policies["default"]).model_fields)
    assert {key for key in described if f"{key}:" not in text} == set()


def test_robots_off_and_proxies_need_a_reason_and_an_admin(tmp_path: Path) -> None:
    """Without a reason the profile is refused; with one it asks for an admin."""
    with pytest.raises(PoliciesFileError, match="reason"):
        load_policies(write(tmp_path, "policies: {open: {obey_robots: false}}"))
    with pytest.raises(PoliciesFileError, match="reason"):
        load_policies(write(tmp_path, "policies: {proxied: {proxies: ['http://p:1']}}"))
    text = "policies: {open: {obey_robots: false, reason: our own copy}}"
    assert load_policies(write(tmp_path, text))["open"].needs_admin


def test_no_other_host_is_asked_unless_told(tmp_path: Path) -> None:
    """Nothing is checked beside the pages by default; in the default profile the setting is for all sites."""
    assert load_policies(CONFIG / "policies.yml")["default"].also_check == ()
    text = "policies: {default: {also_check: [external_links, images]}}"
    policy = load_policies(write(tmp_path, text))["default"]
    assert policy.also_check == ("external_links", "images")
    assert not policy.needs_admin


@pytest.mark.parametrize(
    "proxy", ["proxy.example:8080", "socks5://p:1080", "http://", "http://p:99999", "http://[p", ""]
)
def test_a_proxy_that_nothing_goes_through_is_refused(tmp_path: Path, proxy: str) -> None:
    """When the file is read, not by each worker that takes the site; a password is not repeated."""
    text = (
        f"policies: {{proxied: {{proxies: ['http://p:1', '{proxy}'], reason: prices by region}}}}"
    )
    with pytest.raises(PoliciesFileError, match=r"proxied\.proxies\.1: "):
        load_policies(write(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("policies: [", "not YAML"),
        ("nothing: here", "'policies'"),
        ("policies: {slow: {requests_per_second: 0}}", "slow.requests_per_second"),
        ("policies: {slow: {speed: 3}}", "slow.speed"),
        ("policies: {wide: {also_check: [links]}}", "wide.also_check.0: .*external_links"),
        ("policies: {wide: {max_outside: 1000000}}", "wide.max_outside"),
        ("policies: {slow: [1]}", "slow"),
    ],
)
def test_a_fault_names_the_profile_and_the_key(tmp_path: Path, text: str, words: str) -> None:
    """One line: the file, the profile, the key."""
    file = write(tmp_path, text)
    with pytest.raises(PoliciesFileError, match=words) as caught:
        load_policies(file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)
