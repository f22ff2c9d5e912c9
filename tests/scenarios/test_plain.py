"""Plain files: read with every problem at its line, and written so that they read the same."""

import io
import random
from dataclasses import replace
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from practice.errors import Invalid
from practice.scenarios import starter
from practice.scenarios.models import Interaction, PromptOrder, Teleprompter
from practice.scenarios.plain import parcel
from practice.scenarios.plain.reading import read
from practice.scenarios.plain.writing import write
from practice.scenarios.values import Content, CriterionContent, PromptContent

SMALL = """freethrow: scenario 1
title: Small talk
kind: pitch
brief: Say hello.
target: 1:00
prompts:
  - text: Hello?
criteria:
  - title: Smiles
    levels:
      1: Doesn’t.
      5: Does.
"""
NASTY = ("yes", "null", "~", "1:30", "- a", "# no", "a: b", "“q” 'q' \"q\"", "{x}", "%", "é😀漢",
         "*x", "&y", "!z", "| x", "> y", "a\n\n b\n  c", "x " * 120 + "x", "tab\tand\nline",
         "@", "0x1F", "`", "?", "...\n---")  # fmt: skip


@pytest.mark.parametrize("name", starter.NAMES)
def test_what_the_library_has_reads_the_same_after_it_was_written(name: str) -> None:
    content = starter.named(name)
    again = read(write(content))
    assert again.problems == ()
    assert again.content == content


def test_any_words_in_any_place_survive() -> None:
    chance = random.Random(6)

    def words() -> str:
        return chance.choice(NASTY)

    def line() -> str:
        return " ".join(words().split())[:100].strip()

    for _ in range(60):
        prompt = PromptContent(words(), None, chance.randint(0, 9), chance.choice([None, 60]))
        anchors = tuple(line() for _ in range(5))
        content = Content(
            title=line(), interaction=chance.choice(list(Interaction)), persona=words(),
            brief=words(), buyer_goals=words(), target_seconds=chance.randint(15, 600),
            most_seconds=chance.choice([None, 700]), prompt_order=chance.choice(list(PromptOrder)),
            prompts=(prompt,),
            teleprompter=chance.choice(list(Teleprompter)), script=words(),
            needs_prep=chance.random() < 0.5,
            criteria=(CriterionContent(line(), line(), anchors, UUID(int=7)),),
        )  # fmt: skip
        again = read(write(content))
        assert (again.content, again.problems) == (content, ())


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("freethrow: scenario 1", "freethrow: scenario 9", 1, "begins with “freethrow: sc"),
        ("title: Small talk\n", "", 1, "“title” is missing"),
        ("kind: pitch", "kind: magic", 3, "“kind” is one of pitch, objection_handling"),
        ("brief:", "breif:", 4, "We don’t know “breif” here. Did you mean “brief”?"),
        ("target: 1:00", "target: soon", 5, "from 0:15 to 20:00"),
        ("target: 1:00", "target: 1:00\nstop_at: 0:30", 6, "must not be shorter"),
        ("target: 1:00", "target: 1:00\ntitle: Again", 6, "“title” stands here a second time"),
        ("  - text: Hello?", "  - answer: 2000\n    text: Hi", 7, "whole number from 5 to 600"),
        ("  - text: Hello?", "  - think: 5", 7, "has a “text”, a “recording”, or both"),
        ("  - text: Hello?", "  - Hello?", 7, "written as names and values"),
        ("  - text: Hello?", "  - text: Hi\n" * 21, 27, "at most 20"),
        ("      1: Doesn’t.", "      6: Doesn’t.", 11, "We don’t know “6” here"),
        ("      1: Doesn’t.", "      1: " + "x" * 501, 11, "at most 500 characters"),
        ("  - title: Smiles", "  - key: 12\n    title: Smiles", 9, "That is no key"),
        ("brief: Say hello.", "brief: Say: hello.", 4, "can’t read this line as YAML"),
        ("brief: Say hello.", "brief: !!python/object:os.system x", 4, "Tags (!) aren’t used"),
        ("brief: Say hello.", "brief: &b x", 4, "Anchors (&) and aliases (*)"),
        ("brief: Say hello.", "brief: \x07", 4, "character that can’t stand in a file"),
        ("      5: Does.", "      5: Does.\n---\ntitle: B", 13, "a second one begins here"),
        ("brief: Say hello.", "brief: " + "[" * 50, 4, "more, or deeper"),
        (SMALL, "", 1, "This file is empty"),
        (SMALL, "- a\n- b", 1, "written as names and values"),
        (SMALL, "a: " + "x" * 200_000, 1, "larger than a scenario"),
    ],
)  # fmt: skip
def test_each_problem_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    assert read(SMALL).problems == ()
    problems = read(SMALL.replace(old, new, 1)).problems
    assert [(each.line, words in each.sentence) for each in problems] == [(line, True)], problems


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    text = SMALL.replace("pitch", "magic").replace("1:00", "99:00").replace("Smiles", "x" * 121)
    assert [each.line for each in read(text).problems] == [3, 5, 9]


def test_aliases_that_would_grow_are_refused_before_they_do() -> None:
    lines = ["a0: &a0 x"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    [problem] = read("\n".join(lines)).problems
    assert problem.line == 1


def zipped(**files: bytes) -> io.BytesIO:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def refused(packed: io.BytesIO) -> str:
    with pytest.raises(Invalid) as caught, parcel.opened(packed):
        pass
    return caught.value.sentence


def test_a_zip_has_one_plain_file_and_what_lies_beside_it() -> None:
    files = {"Pitch/scenario.yaml": SMALL.encode("utf-16"), "Pitch/media/one.mp4": b"film",
             "__MACOSX/Pitch/._scenario.yaml": b"x", "Pitch/.DS_Store": b"x"}  # fmt: skip
    with parcel.opened(zipped(**files)) as found:
        assert found.text == SMALL
        assert found.why_no_recording("media/one.mp4") == ""
        assert "There is no" in found.why_no_recording("media/two.mp4")
        assert "no recording we know" in found.why_no_recording("scenario.yaml")


def test_zips_that_lead_elsewhere_or_blow_up_are_refused() -> None:
    plain = SMALL.encode()
    for name in ("../x.mp4", "/etc/x.mp4", "a/../../x.mp4", "C:\\x.mp4"):
        assert "leads elsewhere" in refused(zipped(**{"s.yaml": plain, name: b"x"}))
    assert "exactly one .yaml" in refused(zipped(**{"a.yaml": plain, "b.yml": plain}))
    assert "exactly one .yaml" in refused(zipped(**{"a.mp4": b"x"}))
    many = {f"{n}.mp4": b"" for n in range(60)}
    assert "too full" in refused(zipped(**{"s.yaml": plain} | many))
    assert "larger than a scenario" in refused(zipped(**{"s.yaml": b" " * 600_000}))
    assert "can’t read that .zip" in refused(io.BytesIO(b"PK\3\4 and no more than that"))
    assert "can’t read that file" in refused(io.BytesIO(b"\xff\xfe\x00\xd8\x00"))


def test_a_zip_that_unpacks_to_more_than_its_limit_is_measured_not_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parcel, "MOST_BYTES", 100_000)
    bomb = zipped(**{"s.yaml": SMALL.encode(), "a.mp4": bytes(200_000)})
    assert len(bomb.getvalue()) < 2_000
    assert "Unpacked" in refused(bomb)


def test_a_criterion_written_by_hand_has_no_key_and_an_exported_one_keeps_it() -> None:
    assert read(SMALL).content.criteria[0].key is None
    keyed = replace(read(SMALL).content.criteria[0], key=UUID(int=5))
    text = write(replace(read(SMALL).content, criteria=(keyed,)))
    assert read(text).content.criteria[0].key == UUID(int=5)
