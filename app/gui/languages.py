"""The window's languages: each is one file, assets/languages/<code>.ts, as Qt Linguist writes it."""

from __future__ import annotations

from functools import cache, lru_cache
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.gui.sentences import Phrasebook
from app.resources import resource

SOURCE_LANGUAGE = "en"
ENGINE = "engine"
"""The context of what the engine says and declares."""

Texts = dict[tuple[str, str, str], str]


@cache
def texts_of(language: str) -> Texts:
    """Translations by (context, source, comment); none for English, the language of the sources."""
    found: Texts = {}
    path = resource("assets", "languages", f"{language}.ts")
    if language == SOURCE_LANGUAGE or not path.exists():
        return found
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.text and translation.get("type") is None:
                found[name, message.findtext("source", ""), message.findtext("comment", "")] = translation.text
    return found


def languages() -> dict[str, str]:
    """The languages there are: their codes and their own names for themselves, like {"ru": "Русский"}."""
    codes = sorted(path.stem for path in resource("assets", "languages").glob("*.ts"))
    names = {code: QLocale(code).nativeLanguageName() for code in codes}
    return {SOURCE_LANGUAGE: "English"} | {code: name[:1].upper() + name[1:] for code, name in names.items()}


def system_language() -> str:
    """The first of the user's languages that there is, English where there is none."""
    wanted = (QLocale(tag).name().partition("_")[0] for tag in QLocale.system().uiLanguages())
    return next((code for code in wanted if code in languages()), SOURCE_LANGUAGE)


class TextTranslator(QTranslator):
    """Gives Qt the texts of a language."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts

    def isEmpty(self) -> bool:  # noqa: N802
        return False  # Qt tells nobody of a translator that says it is empty

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str:  # noqa: N803
        # None, which PySide's annotation leaves out, tells Qt to ask the next translator.
        return self._texts.get((context, sourceText, disambiguation or ""))  # type: ignore[return-value]


_installed: list[QTranslator] = []
_phrases = Phrasebook({})


def install(application: QCoreApplication, language: str) -> str:
    """Makes `language` the one of the window, "" for that of the system; gives its code.

    Every widget is sent a QEvent.LanguageChange.
    """
    global _phrases
    chosen = language if language in languages() else system_language()
    texts = texts_of(chosen)
    while _installed:
        application.removeTranslator(_installed.pop())
    _phrases = Phrasebook({source: text for (context, source, _), text in texts.items() if context == ENGINE})
    said.cache_clear()
    qt_own = QTranslator()
    if qt_own.load(f"qtbase_{chosen}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        _installed.append(qt_own)
    if texts:
        _installed.append(TextTranslator(texts))
    for translator in _installed:
        application.installTranslator(translator)
    return chosen


@lru_cache(maxsize=500)
def said(sentence: str) -> str:
    """What the engine said or declared (a sentence, an effect's title, a setting's help), in the window's language."""
    return _phrases.translated(sentence)
