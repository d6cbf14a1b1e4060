"""The language files, the sentences of the engine in another language, and changing the language."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget

from app.drawing import NO_CAMERA
from app.effects import EFFECTS, Blur, Scene
from app.errors import StandinError
from app.gui.languages import ENGINE, install, languages, said, texts_of
from app.gui.sentences import PLACE, Phrasebook, Template
from app.options import Options
from app.picture import read_picture
from app.settings import SettingsFile, from_json, settings_of
from app.sinks.virtual_camera import loopback_named
from assets.languages import update

FILES = sorted(update.HERE.glob("*.ts"))
FORMAT = re.compile(r"\{[^{}]*\}")


@pytest.fixture(scope="module")
def application() -> Iterator[QApplication]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    found = QApplication.instance() or QApplication([])
    assert isinstance(found, QApplication)
    yield found
    del os.environ["QT_QPA_PLATFORM"]


@pytest.fixture
def russian(application: QApplication) -> Iterator[QApplication]:
    install(application, "ru")
    yield application
    install(application, "en")


# --- the files


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_is_translated_and_none_is_left_over(path: Path) -> None:
    found, wanted = update.read(path), update.texts()
    to_do = "run: python assets/languages/update.py, then translate"
    assert sorted(wanted - found.keys()) == [] and sorted(found.keys() - wanted) == [], to_do
    assert [text.source for text, translation in found.items() if not translation] == [], to_do


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_translation_has_the_places_of_its_source(path: Path) -> None:
    for text, translation in update.read(path).items():
        assert Counter(FORMAT.findall(translation or "")) == Counter(FORMAT.findall(text.source)), text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_written_as_it_was_read(path: Path) -> None:
    assert update.written(update.read(path), path.stem) == path.read_text("utf-8")


def test_the_window_reads_what_the_tool_writes() -> None:
    assert texts_of("ru") == {tuple(text): words for text, words in update.read(update.HERE / "ru.ts").items()}


def test_an_update_keeps_what_is_done_and_marks_what_is_new(tmp_path: Path) -> None:
    path, kept, gone = tmp_path / "xx.ts", update.Text("A", "kept & <b>"), update.Text("A", "gone")
    path.write_text(update.written({kept: "done & <b>", gone: "done"}, "xx"), "utf-8")
    new = update.Text("A", "kept & <b>", "another meaning")
    update.update(path, {kept, new}, tell=lambda _: None)
    assert update.read(path) == {kept: "done & <b>", new: None}
    assert 'type="unfinished"' in path.read_text("utf-8")


def test_an_empty_file_is_a_new_language(tmp_path: Path) -> None:
    path = tmp_path / "xx.ts"
    path.touch()
    update.update(path, {update.Text("A", "text")}, tell=lambda _: None)
    assert update.read(path) == {update.Text("A", "text"): None}


def test_texts_of_the_window_and_of_the_engine_are_found(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(
        "class Page:\n    def a(self):\n        self.tr('Back', 'way')\n\ntranslate('Other', 'Choose …')\n"
    )
    assert update.texts_of_window(tmp_path) == {update.Text("Page", "Back", "way"), update.Text("Other", "Choose …")}
    (tmp_path / "page.py").write_text("class Page:\n    def a(self, name):\n        self.tr(f'Back {name}')\n")
    with pytest.raises(ValueError, match=r"page\.py, line 3"):
        update.texts_of_window(tmp_path)
    sources = {text.source for text in update.texts_of_engine()}
    assert {NO_CAMERA, "There is no profile '{0}'", "Light wrap", "Crop", "Soft", "of height", "Blur"} <= sources
    assert not any(text.startswith(("usage", "http")) or "\n" in text for text in sources)


# --- sentences


def engine_texts(language: str) -> dict[str, str]:
    return {source: text for (context, source, _), text in texts_of(language).items() if context == ENGINE}


@pytest.mark.parametrize("language", [path.stem for path in FILES])
def test_every_template_gives_its_translation_with_the_values(language: str) -> None:
    phrases = Phrasebook(engine_texts(language))
    for source, text in engine_texts(language).items():
        values = [f"⟨{number}⟩" for number in range(len(PLACE.findall(source)))]
        assert phrases.translated(source.format(*values)) == text.format(*values)
        assert not values or Template(source, text).values(source.format(*values)) == tuple(values)


def test_the_heavier_template_is_meant_and_values_are_translated_too() -> None:
    phrases = Phrasebook({"{0}; using {1}": "{0} -> {1}", "{0} is no {1}; using {2}": "{0} !{1} -> {2}", "dog": "Hund"})
    assert phrases.translated("a is no dog; using b") == "a !Hund -> b"
    assert phrases.translated("a; using dog") == "a -> Hund"
    assert phrases.translated("Dog") == "Hund"
    assert phrases.translated("a hot dog") == "a hot dog"


def test_a_name_in_quotes_stays_as_it_is() -> None:
    phrases = Phrasebook({"There is no profile '{0}'": "Kein Profil „{0}“", "Card": "Karte"})
    assert phrases.translated("There is no profile 'Card'") == "Kein Profil „Card“"


def test_the_halves_that_the_doctor_shows_are_known() -> None:
    phrases = Phrasebook({"No {0} here. Plug {1} in": "Kein {0} da. {1} anstecken", "{0}. Wait": "{0}. Warten"})
    assert phrases.translated("No cat here") == "Kein cat da"
    assert phrases.translated("Plug it in") == "it anstecken"
    assert phrases.translated("Wait") == "Warten"
    assert phrases.translated("anything else") == "anything else"


@pytest.mark.parametrize("text", ["", "{0}", "\n", "'" * 10_000, "(. " * 3_333, " + " * 3_333, "The camera " * 900])
def test_any_text_is_answered_at_once(russian: QApplication, text: str) -> None:
    said.cache_clear()
    least = []
    for _ in range(3):
        said.cache_clear()
        began = time.perf_counter()
        said(text)
        least.append(time.perf_counter() - began)
    assert min(least) < 0.005


def is_russian(sentence: str, *names: str) -> bool:
    """True where nothing of the sentence is English, besides these names, quoted words, colours and files."""
    for name in names:
        sentence = sentence.replace(name, "")
    sentence = re.sub(r"'[^']*'|#\w+|\S*\.\w+", "", sentence)
    return bool(re.search("[а-я]", sentence)) and not re.search("[A-Za-z]{2}", sentence)


def test_what_a_broken_file_says_is_translated(russian: QApplication, tmp_path: Path) -> None:
    empty, text = tmp_path / "my beach.png", tmp_path / "text.png"
    empty.touch()
    text.write_text("no picture")
    for path in (empty, text, tmp_path, tmp_path / "none.png"):
        with pytest.raises(StandinError) as refused:
            read_picture(path)
        assert is_russian(said(str(refused.value)), str(path), path.name, "PNG", "JPEG"), said(str(refused.value))
        later = said(f"{refused.value}. The card is shown meanwhile")
        assert later == said(str(refused.value)) + ". Пока показывается заставка"


def test_what_settings_say_is_translated(russian: QApplication, tmp_path: Path) -> None:
    notices: list[str] = []
    from_json(Blur, {"radius": "wide"}, notices)
    from_json(Blur, {"radius": 7}, notices)
    from_json(EFFECTS["replace"], {"colour": "blue", "fit": "tight", "file": 3}, notices)
    from_json(Options, {"mirror": "perhaps"}, notices)
    (tmp_path / "settings.json").write_text("[")
    notices += SettingsFile(tmp_path / "settings.json").notices
    assert len(notices) == 7
    for notice in notices:
        assert is_russian(said(notice), "crop, fit, fill", "crop", "(on, off)", "False"), said(notice)
    assert said(notices[0]) == "«радиус»: нужно число от 0.02 до 0.1, а указано 'wide'; используется 0.04"


def test_what_scenes_and_cameras_say_is_translated(russian: QApplication) -> None:
    with pytest.raises(StandinError) as refused:
        Scene.from_json([], [])
    assert said(str(refused.value)) == "Сцена — это список эффектов"
    with pytest.raises(StandinError) as refused:
        Options(size="3x3").output_size  # noqa: B018
    assert said(str(refused.value)).startswith("Размер 3x3 недопустим")
    with pytest.raises(StandinError) as refused:
        loopback_named("no such camera")
    assert said(str(refused.value)).startswith(("Виртуальной камеры нет", "Нет виртуальной камеры"))
    why, _, cure = str(refused.value).partition(". ")
    assert said(why) != why and said(cure) != cure
    assert said("Blur + Card") == "Размытие + Заставка"


def test_every_declaration_is_translated(russian: QApplication) -> None:
    for kind in (*EFFECTS.values(), Options):
        for setting in settings_of(kind):
            assert is_russian(said(setting.help)), setting.help


# --- changing the language


class DoctorPage(QWidget):
    """A widget with the name, and so with the texts, of a real page."""


def test_the_language_changes_while_the_program_runs(application: QApplication) -> None:
    page = DoctorPage()
    for language, back, said_back in (("en", "Back", NO_CAMERA), ("ru", "Назад", "Камера не отвечает")) * 2:
        assert install(application, language) == language
        assert page.tr("Back") == back and said(NO_CAMERA) == said_back
    assert install(application, "en") == "en"
    assert page.tr("Back") == "Back" and said(NO_CAMERA) == NO_CAMERA


def test_widgets_are_told_of_the_change(application: QApplication) -> None:
    told: list[QEvent.Type] = []

    class Told(QWidget):
        def changeEvent(self, event: QEvent) -> None:  # noqa: N802
            told.append(event.type())

    widget = Told()
    widget.show()
    for language in ("ru", "en"):
        told.clear()
        install(application, language)
        QApplication.processEvents()
        assert QEvent.Type.LanguageChange in told


def test_qt_s_own_buttons_follow(russian: QApplication) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert is_russian(box.button(QDialogButtonBox.StandardButton.Cancel).text())


def test_a_text_without_translation_stays_english(russian: QApplication) -> None:
    assert QCoreApplication.translate("Nobody", "Unknown words") == "Unknown words"


def test_the_system_s_language_is_taken_where_none_is_named(application: QApplication) -> None:
    assert install(application, "") in languages() and install(application, "tlh") in languages()
    install(application, "en")


def test_languages_have_their_own_names() -> None:
    assert languages() == {"en": "English", "ru": "Русский"}
