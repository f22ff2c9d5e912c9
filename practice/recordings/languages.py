"""The languages that captions can be in: what browsers call them, and what people do."""

from enum import StrEnum


class Language(StrEnum):
    """The BCP 47 name; `other` is its word for a language that nobody named."""

    english = "en"
    arabic = "ar"
    chinese = "zh"
    czech = "cs"
    danish = "da"
    dutch = "nl"
    finnish = "fi"
    french = "fr"
    german = "de"
    greek = "el"
    hebrew = "he"
    hindi = "hi"
    hungarian = "hu"
    indonesian = "id"
    italian = "it"
    japanese = "ja"
    korean = "ko"
    norwegian = "no"
    polish = "pl"
    portuguese = "pt"
    romanian = "ro"
    russian = "ru"
    spanish = "es"
    swedish = "sv"
    thai = "th"
    turkish = "tr"
    ukrainian = "uk"
    vietnamese = "vi"
    other = "und"


def language_name(code: str) -> str:
    """How a language is called on screen."""
    found = next((one for one in Language if one == code), Language.other)
    return "Another language" if found is Language.other else found.name.capitalize()


LANGUAGES = [(code.value, language_name(code)) for code in Language]
