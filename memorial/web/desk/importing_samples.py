"""Sample files: an empty list with the headings that are understood in a language, and a row that shows dates."""

from __future__ import annotations

from collections.abc import Mapping

from memorial.web.language import direction, endonym
from memorial.web.page import LanguageLink

# Name, family name is not asked for: lists have whole names. Born, died, age, sex, what befell them, place, work.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Name", "Other name", "Born", "Died", "Age", "Sex", "Fate", "Place", "Note",
    ),
    "ar": (
        "الاسم الكامل", "الاسم باللاتينية", "تاريخ الميلاد", "تاريخ الوفاة", "العمر", "الجنس", "المصير",
        "المكان", "ملاحظات",
    ),
    "az": (
        "Ad soyad", "Latın əlifbası ilə", "Doğum tarixi", "Ölüm tarixi", "Yaş", "Cinsiyyət", "Taleyi", "Yer",
        "Qeyd",
    ),
    "de": (
        "Vollständiger Name", "Originalname", "Geburtsdatum", "Todesdatum", "Alter", "Geschlecht", "Schicksal",
        "Ort", "Bemerkung",
    ),
    "fa": (
        "نام و نام خانوادگی", "نام به انگلیسی", "تاریخ تولد", "تاریخ درگذشت", "سن", "جنسیت", "سرنوشت", "محل",
        "یادداشت",
    ),
    "fr": (
        "Nom complet", "Nom original", "Date de naissance", "Date de décès", "Âge", "Sexe", "Sort", "Lieu",
        "Remarque",
    ),
    "he": (
        "שם מלא", "שם בלועזית", "תאריך לידה", "תאריך פטירה", "גיל", "מין", "גורל", "מקום", "הערה",
    ),
    "hy": (
        "Անուն ազգանուն", "Անուն անգլերեն", "Ծննդյան ամսաթիվ", "Մահվան ամսաթիվ", "Տարիք", "Սեռ", "Ճակատագիր",
        "Վայր", "Նշում",
    ),
    "ka": (
        "სახელი გვარი", "Transliteration", "დაბადების თარიღი", "გარდაცვალების თარიღი", "ასაკი", "სქესი",
        "ბედი", "ადგილი", "შენიშვნა",
    ),
    "ru": (
        "ФИО", "Имя латиницей", "Дата рождения", "Дата смерти", "Возраст", "Пол", "Судьба", "Место",
        "Примечание",
    ),
    "tr": (
        "Ad soyad", "Transliteration", "Doğum tarihi", "Ölüm tarihi", "Yaş", "Cinsiyet", "Akıbeti", "Yer",
        "Not",
    ),
}  # fmt: skip
EXAMPLE = ("", "", "1950-03-14", "1992", "", "", "", "", "")
"""A row without a name, of which nobody is made."""


def sample(language: str) -> str:
    """As spreadsheets open it with all its letters: UTF-8 with its mark, a comma between cells."""
    lines = (HEADINGS[language], EXAMPLE)
    return "\ufeff" + "".join(",".join(line) + "\r\n" for line in lines)


def choices(current: str) -> list[LanguageLink]:
    """The sample in the page's language first."""
    codes = sorted(HEADINGS, key=lambda code: (code != current, endonym(code).casefold()))
    return [
        LanguageLink(code, endonym(code), direction(code), f"/desk/import/sample/{code}.csv", code == current)
        for code in codes
    ]
