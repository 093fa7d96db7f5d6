"""Names stand in the order of their own alphabet, in each script, and under the letter that a reader looks for."""

from __future__ import annotations

import pytest

from memorial.adapters.collation import collation_key, first_letter, keys_of_script

IN_ORDER = {
    "az": "Cavid Cəfər Çingiz Dəniz Elman Əli Füzuli Gözəl Ğani Heydər Xalid Ilqar İlham Jalə Kamil Qara Leyla Orxan"
    " Ömər Pərvin Samir Şamil Tural Ulduz Ülkər Vaqif",
    "tr": "Can Çelik Deniz Gül Ğ Hasan Irmak İpek Jale Orhan Ömer Selim Şule Ulaş Ünal Veli",
    "ru": "Анна Евгений Ёлкина Жанна Иван Йорк Катя Эмма Яна",
    "uk": "Ганна Ґалаґан Іван Їжак Йосип Катря",
    "hy": "Անահիտ Բագրատ Գայանե Դավիթ Եղիշե Զավեն Էմմա Ըմբոստ Թամար Ժաննա Իդա Լիլիթ Խաչիկ Ծովինար Կարո Հասմիկ Ձորիկ"
    " Ղազար Ճամբար Մարո Յուրի Նարե Շուշան Ոսկան Չինար Պետրոս Ջուլիետա Ռուբեն Սաթենիկ Վահան Տիգրան Ցողիկ Փառանձեմ"
    " Քրիստինե Օհան Ֆլորա",
    "ar": "أحمد باسم تامر جميل حسن خالد دانا ريم زينب سامي شادي صفاء طارق عادل غسان فادي كريم ليلى منى نور هدى ياسر",
    "en": "Ada Ärmel Bob Ödön Oz Zoe",
}


@pytest.mark.parametrize("language", IN_ORDER)
def test_names_stand_in_the_order_of_their_alphabet(language: str) -> None:
    names = IN_ORDER[language].split()

    assert sorted(reversed(names), key=lambda name: collation_key(name, language)) == names


@pytest.mark.parametrize(
    ("name", "language", "letter"),
    [
        *(("Əli", "az", "Ə"), ("Çingiz", "az", "Ç"), ("İlham", "az", "İ"), ("Ilqar", "az", "I"), ("Xalid", "az", "X")),
        *(("Şule", "tr", "Ş"), ("Öznur", "tr", "Ö"), ("Öznur", "de", "O"), ("Émile", "fr", "E"), ("Ида", "ru", "И")),
        *(("Йорк", "ru", "Й"), ("Ёлкина", "ru", "Ё"), ("Անահիտ", "hy", "Ա"), ("أحمد", "ar", "ا"), ("(Ada)", "en", "A")),
        ("1", "und", "#"),
    ],
)
def test_a_name_stands_under_the_letter_a_reader_looks_for(name: str, language: str, letter: str) -> None:
    assert first_letter(name, language) == letter


def test_the_same_name_written_with_marks_apart_has_the_same_key() -> None:
    assert collation_key("Çingiz", "az") == collation_key("C\u0327ingiz", "az")
    assert collation_key("Йорк", "ru") == collation_key("Йорк", "ru")


def test_scripts_stand_apart_and_every_key_of_a_script_lies_within_its_bounds() -> None:
    for name, script in (("Żak", "Latn"), ("Яна", "Cyrl"), ("Ֆլորա", "Armn"), ("ياسر", "Arab"), ("Йорк", "Cyrl")):
        first, beyond = keys_of_script(script)
        assert first <= collation_key(name) < beyond


def test_a_key_is_never_longer_than_its_column() -> None:
    assert len(collation_key("ş" * 400, "az")) <= 380
