"""Captions: what people upload becomes times and words, and nothing else gets through."""

import random
import re
import time
from contextlib import suppress

import pytest

from media.captions import LONGEST_CUE, MOST_BYTES, MOST_CUES, Cleaned, read_captions
from media.errors import MediaError, TooBig, Unreadable

LENGTH = 60_000
TIMES = re.compile(r"(\d\d+):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d\d+):([0-5]\d):([0-5]\d)\.(\d{3})")
ALLOWED_ESCAPES = re.compile(r"&(?!amp;|lt;|gt;)")
WEBVTT = """WEBVTT - made by hand
Kind: captions

STYLE
::cue { background: url(https://evil.example/x) }

REGION
id:fred

NOTE a private word
about the buyer

intro
00:00:01.000 --> 00:00:02.500 align:start position:10% region:fred
<v.loud Mary Jane>Hello <b>there</b></v>

00:03.000 --> 00:04.000
And <i.foreign>you</i>
<c.red>again</c>
"""
SRT = """1
00:00:01,000 --> 00:00:02,500
Hello there

2
00:00:03,000 --> 00:00:04,000 X1:40 X2:600 Y1:20 Y2:50
{\\an8}<font color="red">And you</font>
"""


def cues(vtt: str) -> list[tuple[int, int, str]]:
    """The cues of WebVTT as strict as it gets: of what we write, nothing may be unusual."""
    head, *blocks = vtt.split("\n\n")
    assert head == "WEBVTT" and vtt.endswith("\n") and not vtt.endswith("\n\n")
    found = []
    for block in blocks:
        times, *words = block.removesuffix("\n").split("\n")
        numbers = TIMES.fullmatch(times)
        assert numbers, times
        h1, m1, s1, f1, h2, m2, s2, f2 = map(int, numbers.groups())
        assert words and all(word.strip() == word != "" for word in words)
        text = "\n".join(words)
        assert not set("<>\r\0\u202e\u2066\x1b") & set(text), text
        assert not ALLOWED_ESCAPES.search(text), text
        start, end = ((h1 * 60 + m1) * 60 + s1) * 1000 + f1, ((h2 * 60 + m2) * 60 + s2) * 1000 + f2
        found.append((start, end, text))
    return found


def checked(raw: bytes, length_ms: int = LENGTH) -> Cleaned:
    """What was read, after every promise about it was held against it."""
    cleaned = read_captions(raw, length_ms)
    found = cues(cleaned.vtt)
    assert len(found) == cleaned.cues > 0
    assert all(0 <= start < end <= length_ms for start, end, _ in found)
    assert [cue[:2] for cue in found] == sorted(cue[:2] for cue in found)
    return cleaned


def one_line(text: str) -> str:
    """What becomes of these words as the only cue of a file."""
    return cues(checked(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n".encode()).vtt)[0][2]


def test_webvtt_keeps_times_words_and_speakers_only() -> None:
    cleaned = checked(WEBVTT.encode())
    assert cleaned.vtt == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nMary Jane: Hello there\n"
        "\n00:00:03.000 --> 00:00:04.000\nAnd you\nagain\n"
    )
    assert (cleaned.cues, cleaned.left_out) == (2, 0)


def test_srt_becomes_webvtt() -> None:
    assert cues(checked(SRT.encode()).vtt) == [
        (1000, 2500, "Hello there"),
        (3000, 4000, "And you"),
    ]


@pytest.mark.parametrize("text", [WEBVTT, SRT], ids=["webvtt", "srt"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\r\r\n"])
def test_every_usual_encoding_and_line_end_reads_the_same(
    text: str, encoding: str, ending: str
) -> None:
    raw = text.replace("\n", ending).encode(encoding)
    assert checked(raw) == checked(text.encode())


def test_what_was_cleaned_stays_as_it_is() -> None:
    cleaned = checked(WEBVTT.encode())
    assert checked(cleaned.vtt.encode()) == cleaned


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Café – \u65e5\u672c – \U0001f600", "Café – \u65e5\u672c – \U0001f600"),
        ("R&D, 3 < 5 > 2", "R&amp;D, 3 &lt; 5 &gt; 2"),
        ("Tom &amp; Ann &lt;3 &quot;ok&quot; &nbsp;x", 'Tom &amp; Ann &lt;3 "ok" x'),
        ("&amp;lt;b&amp;gt;", "&amp;lt;b&amp;gt;"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("<img src=x onerror=alert(1)>Hi", "Hi"),
        ("<img src=x onerror=alert(1) Hi", "&lt;img src=x onerror=alert(1) Hi"),
        ("<scr<b>ipt>alert(1)", "&lt;script&gt;alert(1)"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("&#60;script&#62; &#x3c;b>", "&lt;script&gt; &lt;b&gt;"),
        ("one&#10;&#10;00:05 --&gt; 00:09&#10;two", "one\n00:05 --&gt; 00:09\ntwo"),
        ("one&#13;&#10;&#13;&#10;STYLE", "one\nSTYLE"),
        ("<v Mary>Hi</v> <v Bob &amp; Ann>Yes", "Mary: Hi\nBob &amp; Ann: Yes"),
        ("<v>Hi<v >ho<v.a.b  Ana\tLu >hey", "Hiho\nAna Lu: hey"),
        ("<v <b>Mary>Hi", "&lt;v Mary&gt;Hi"),
        ("<lang en><ruby>a<rt>b</rt></ruby><00:01.500>c<>d</lang>", "abcd"),
        ("<!doctype x><?php y?>z", "z"),
        ("a\0b\x1b[31mc\x07\u0085d\u2028e\ufefff", "ab[31mc d ef"),
        ("\u202eevil\u202c \u2066x\u2069 &#8238;y", "evil x y"),
        ("\u05e9\u05dc\u05d5\u05dd\u200f!", "\u05e9\u05dc\u05d5\u05dd\u200f!"),
        ("&#xD800;&#0;&#99999999999;x", "\ufffd\ufffd\ufffdx"),
        ("&#" + "9" * 1900 + ";x", "\ufffdx"),
        ("  a \t  b  ", "a b"),
        ("WEBVTT\nNOTE this is said", "WEBVTT\nNOTE this is said"),
        ("{\\an8}{\\pos(1,2)}Up {here}", "Up {here}"),
        ("\u266a", "\u266a"),
    ],
)  # fmt: skip
def test_only_plain_words_are_left(written: str, read: str) -> None:
    assert one_line(written) == read


@pytest.mark.parametrize(
    ("times", "kept"),
    [
        ("00:01.000 --> 00:02.000", (1000, 2000)),
        ("0:01,5 --> 0:02,25", (1500, 2250)),
        ("00:00:01 --> 00:00:02", (1000, 2000)),
        ("00:01.000-->00:02.000", (1000, 2000)),
        ("  00:01.000\t-->\t00:02.000\tline:0", (1000, 2000)),
        ("-00:00:03,000 --> 00:00:02,000", (0, 2000)),
        ("00:58.000 --> 99:59:59.999", (58_000, 60_000)),
        ("00:00.000 --> 01:00.000", (0, 60_000)),
        ("-00:05.000 --> -00:02.000", None),
        ("00:02.000 --> 00:02.000", None),
        ("00:05.000 --> 00:02.000", None),
        ("01:00.000 --> 01:02.000", None),
        ("NaN --> NaN", None),
        ("00:01.000 --> NaN", None),
        ("00:01.000 --> ", None),
        (" --> 00:01.000", None),
        ("-->", None),
        ("00:61.000 --> 00:62.000", None),
        ("1e3:00.000 --> 00:02.000", None),
        ("\u0661\u0661:00.000 --> 00:02.000", None),
        ("99999999999:00:00.000 --> 00:02.000", None),
        ("00:01.000 --> 00:02.000.5", None),
        ("00:01.0000 --> 00:02.0000", None),
        ("inf --> -inf", None),
    ],
)
def test_times_are_kept_cut_or_left_out(times: str, kept: tuple[int, int] | None) -> None:
    read = checked(f"WEBVTT\n\n00:10.000 --> 00:11.000\nHere\n\n{times}\nWords\n".encode())
    told = {text: (start, end) for start, end, text in cues(read.vtt)}
    assert told == {"Here": (10_000, 11_000)} | ({"Words": kept} if kept else {})
    assert read.left_out == (0 if kept else 1)


def test_overlapping_lines_stay_and_all_are_sorted() -> None:
    later, sooner = b"00:05.000 --> 00:09.000\n", b"00:01.000 --> 00:07.000\n"
    raw = b"WEBVTT\n\n" + later + b"B\n\n" + sooner + b"A\n\n" + sooner + b"0"
    assert cues(checked(raw).vtt) == [(1000, 7000, "A"), (1000, 7000, "0"), (5000, 9000, "B")]


def test_lines_that_say_nothing_are_left_out() -> None:
    raw = b"1\n00:01,000 --> 00:02,000\n<i> </i>&nbsp;\n\n2\n00:02,000 --> 00:03,000\n\n"
    read = checked(raw + b"3\n00:03,000 --> 00:04,000\nHi")
    assert (cues(read.vtt), read.left_out) == ([(3000, 4000, "Hi")], 2)


def test_missing_empty_lines_between_cues_are_forgiven() -> None:
    raw = b"WEBVTT\n00:01.000 --> 00:02.000\nOne\n2\n00:02.000 --> 00:03.000\nTwo\n3"
    assert [text for *_, text in cues(checked(raw).vtt)] == ["One", "Two\n3"]


def test_a_note_never_becomes_a_line_even_with_times_in_it() -> None:
    raw = b"WEBVTT\n\nNOTE\n00:01.000 --> 00:02.000\nsecret\n\n00:03.000 --> 00:04.000\nHi"
    assert [text for *_, text in cues(checked(raw).vtt)] == ["Hi"]


@pytest.mark.parametrize(
    ("raw", "error", "words"),
    [
        (b"", Unreadable, "can’t find captions"),
        (b"\xef\xbb\xbf", Unreadable, "can’t find captions"),
        (b"WEBVTT\n", Unreadable, "can’t find captions"),
        (b"Dear diary,\n\nno times today.", Unreadable, "can’t find captions"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Unreadable, "can’t read the text"),
        (b"\xff\xfe\x00", Unreadable, "can’t read the text"),
        (b"\xff\xfe\x00\xd8", Unreadable, "can’t read the text"),  # half a pair
        ("1\n00:01 --> 00:02\nCafé".encode("latin-1"), Unreadable, "UTF-8"),
        (b"\0" * 1000, Unreadable, "can’t find captions"),
        (b"1\n00:05:00,000 --> 00:05:02,000\nLater", Unreadable, "fits the length"),
        (b"-->\n" * 1000, Unreadable, "fits the length"),
        (b"a" * (MOST_BYTES + 1), TooBig, "larger than 1 MB"),
        (b"00:01 --> 00:02\n" + b"a" * (LONGEST_CUE + 1), TooBig, "2,000 characters"),
        (b"00:01 --> 00:02\n" + b"<" * MOST_BYTES, TooBig, "1 MB"),
        (b"00:01 --> 00:02\na\n\n" * (MOST_CUES + 1), TooBig, "5,000 lines"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(
    raw: bytes, error: type[MediaError], words: str
) -> None:
    with pytest.raises(error) as refused:
        read_captions(raw, LENGTH)
    assert words in refused.value.sentence


def test_the_limits_themselves_are_allowed() -> None:
    assert checked(b"00:01 --> 00:02\n" + b"a" * LONGEST_CUE).cues == 1
    assert checked(b"00:01 --> 00:02\na\n\n" * MOST_CUES).cues == MOST_CUES
    padded = b"00:01 --> 00:02\na\n\n"
    assert checked(padded + b"\n" * (MOST_BYTES - len(padded))).cues == 1


def test_a_recording_without_length_has_no_captions() -> None:
    with pytest.raises(Unreadable):
        read_captions(SRT.encode(), 0)


PARTS = [
    "WEBVTT", "NOTE x", "STYLE", "REGION", "1", "", "", "\n", "\r\n", "\r", "-->", "--&gt;",
    "00:01.000 --> 00:02.000", "00:00:03,000 --> 00:00:04,500 align:start", "00:59 --> 99:00",
    "-00:01.000 --> 00:03.000", "NaN --> 00:05", "<v Mary>", "</v>", "<b>", "<", ">", "<v ", "&",
    "&lt;", "&#10;", "&#0;", "&#x202e;", "&amp;", "{\\an8}", "{", "}", "\\", "\0", "\u202e", ";",
    "\ufeff", "\x85", "\x1c", "\t", " ", "Hello", "é", "\U0001f600", "\ud83d", "<script>", "<>",
    "\u2028", "&#55357;", " --> ",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_thrown_at_it_ends_in_webvtt_or_in_a_sentence(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        words = "".join(chance.choice(PARTS) + chance.choice("\n\n ") for _ in range(60))
        raw = bytearray(words.encode(chance.choice(["utf-8", "utf-16", "latin-1"]), "replace"))
        for _ in range(chance.randrange(3)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        try:
            checked(bytes(raw))
        except MediaError as error:
            assert error.sentence.endswith((".", "?"))  # noqa: PT017


@pytest.mark.parametrize("place", ["", "\n\n00:02.000 -->", "\n\n00:02.000 --> 00:03.000\n"])
@pytest.mark.parametrize(
    "unit",
    ["<", "<v", "<v ", "<v.", "&", "&#1", "{\\", "\r", " ", "-->", "--> \n", "\0", "9:", "9"],
)
def test_a_file_made_to_be_slow_is_not(unit: str, place: str) -> None:
    """The work is in proportion to the file: its square would be hours for these."""
    head = f"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n{place}".encode()
    body = (unit * MOST_BYTES).encode()[: MOST_BYTES - len(head)]
    began = time.process_time()
    with suppress(TooBig):
        read_captions(head + body, LENGTH)
    assert time.process_time() - began < 5
