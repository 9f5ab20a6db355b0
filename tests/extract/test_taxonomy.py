"""The taxonomy's schema: what every file of it must hold, and that its codes can be reached."""

import re

import pytest

from fazhi.core.extract.taxonomy import FALLBACK, System, decide, standard_of, systems
from tests.extract.reading import ROOT, read

SYSTEMS = {
    "power_list", "permit_list", "approval_transfer", "hall_services", "one_thing_once", "online_service",
    "good_bad_review", "e_certificates", "e_seals", "mobile_services", "cross_region_service",
    "internet_plus_supervision", "double_random", "government_openness", "normative_documents", "major_decisions",
    "enforcement_three_systems", "administrative_penalties", "reconsideration_litigation", "legal_learning",
    "mediation", "process_reengineering", "delegation", "benefit_without_application", "expert_review",
    "investment_projects", "certificate_separation", "agency_help", "legal_advisers", "supervision_inspection",
    "business_environment", "social_credit", "hotline", "legislation", "internal_rules", "other",
}  # fmt: skip
KINDS = {"cardinal", "percent", "money", "measure", "ordinal"}


def test_every_system_has_its_file() -> None:
    assert {system.id for system in systems()} == SYSTEMS
    assert FALLBACK in SYSTEMS


@pytest.mark.parametrize("system", systems(), ids=lambda s: s.id)
def test_a_file_keeps_to_the_schema(system: System) -> None:
    assert system.zh
    assert system.en
    assert all(isinstance(cue, str) and len(cue) > 1 for cue in system.cues)
    assert all(1 <= weight <= 9 for weight in system.cues.values())
    for standard in system.indicators:
        assert re.fullmatch(rf"{system.id}\.[a-z][a-z_]*", standard.code)
        assert re.search("[一-龥]", standard.zh)
        assert re.fullmatch(r"[A-Z][A-Za-z ,\-+']*", standard.en)
        assert standard.kinds
        assert set(standard.kinds) <= KINDS
        assert standard.units
        assert standard.cues
        assert all(group and all(isinstance(cue, str) for cue in group) for group in standard.cues)


def test_codes_are_unique_and_every_system_but_other_has_some() -> None:
    codes = [standard.code for system in systems() for standard in system.indicators]
    assert len(codes) == len(set(codes))
    assert {code.split(".")[0] for code in codes} == SYSTEMS - {FALLBACK}


@pytest.mark.parametrize("standard", [s for system in systems() for s in system.indicators], ids=lambda s: s.code)
def test_every_standard_indicator_can_be_reached(standard) -> None:  # type: ignore[no-untyped-def]
    metric = "".join(max(group, key=len) for group in standard.cues)
    system = standard.code.split(".")[0]
    assert standard_of(system, standard.units[0], standard.kinds[0], metric, metric) is not None


def test_without_votes_the_system_is_other() -> None:
    assert decide({})[0] == FALLBACK
    assert read("完成国土绿化693.4万亩。").indicators[0].system == FALLBACK


def test_the_document_names_every_field_of_a_file() -> None:
    text = (ROOT / "docs" / "taxonomy.md").read_text("utf-8")
    for word in ("system", "zh", "en", "cues", "indicators", "code", "kinds", "units"):
        assert f"`{word}`" in text
