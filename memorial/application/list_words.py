"""Words that lists use for what befell somebody and for sex, in the languages of lists. A word not here is asked about.

No library has them: dictionaries of lists of names differ by what a cell says, not by what a word means.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from memorial.vocabulary import Fate


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case, without points above or below, without what ends a word: by this, words are compared."""
    text = text.casefold()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = text.replace("ı", "i").replace("ё", "е")
    return " ".join(text.strip(" .:!*()[]").split())


def _by_word(meanings: Mapping[Fate, str]) -> dict[str, Fate]:
    return {plain(word): fate for fate, words in meanings.items() for word in words.replace("\n", ",").split(",")}


FATE_OF_WORD: Mapping[str, Fate] = {
    word: fate
    for word, fate in _by_word(
        {
            Fate.DIED: """
                died, dead, deceased, perished, victim, lost, †, ✝, ölü, öldü, vefat etti, vefat, ölüb, vəfat edib,
                həlak olub, vəfat, умер, умерла, умерший, погиб, погибла, погибший, погибшая, скончался, скончалась,
                մահացել է, մահացած, զոհված, զոհվել է, გარდაიცვალა, დაიღუპა, გარდაცვლილი, متوفى, متوفاة, توفي, توفيت,
                وفاة, mirî, mir, wefat, درگذشته, فوت شده, مرده, جان باخته, נפטר, נפטרה, מת, מתה, נספה, נספתה,
                gestorben, verstorben, tot, umgekommen, mort, morte, décédé, décédée, muerto, muerta, fallecido,
                fallecida
            """,
            Fate.KILLED: """
                killed, murdered, shot, executed, killed in action, kia, öldürüldü, şehit, şehit oldu, öldürülüb,
                öldürülmüş, qətlə yetirilib, şəhid, şəhid olub, güllələnib, убит, убита, расстрелян, расстреляна,
                казнен, սպանված, սպանվել է, գնդակահարված, მოკლული, მოკლეს, დახვრეტილი, مقتول, قتل, قتلت, شهيد,
                شهيدة, أعدم, kuştî, hat kuştin, şehîd, کشته شده, کشته, شهید, اعدام شده, נרצח, נרצחה, נהרג, נהרגה,
                ermordet, getötet, gefallen, erschossen, hingerichtet, tué, tuée, assassiné, assassinée, fusillé,
                fusillée, asesinado, asesinada, fusilado, fusilada
            """,
            Fate.DIED_OF_COLD: """
                died of cold, froze to death, frozen, donarak öldü, donub ölüb, donaraq ölüb, soyuqdan ölüb, замерз,
                замерзла, умер от холода, умерла от холода, ցրտահարվել է, გაიყინა, مات من البرد, از سرما درگذشت,
                קפא, קפא למוות, erfroren, mort de froid, morte de froid, muerto de frío, muerta de frío
            """,
            Fate.DIED_OF_WOUNDS: """
                died of wounds, dow, yaralarından öldü, aldığı yaralardan ölüb, yaradan ölüb, умер от ран, умерла от
                ран, մահացել է վերքերից, ჭრილობებით გარდაიცვალა, توفي متأثرا بجراحه, توفي متأثراً بجراحه, بر اثر
                جراحات درگذشت, מת מפצעיו, נפטר מפצעיו, an wunden gestorben, den verletzungen erlegen, mort de ses
                blessures, morte de ses blessures, muerto por heridas
            """,
            Fate.MISSING: """
                missing, disappeared, not found, unknown fate, fate unknown, mia, missing in action, kayıp,
                kayboldu, itkin, itkin düşüb, itkin düşmüş, пропал, пропала, пропал без вести, пропала без вести,
                без вести пропавший, անհետ կորած, անհայտ կորած, უგზო-უკვლოდ დაკარგული, დაკარგული, مفقود, مفقودة,
                wenda, winda, مفقودالاثر, ناپدید, گمشده, נעדר, נעדרת, נעלם, נעלמה, vermisst, verschollen, disparu,
                disparue, porté disparu, portée disparue, desaparecido, desaparecida
            """,
            Fate.SURVIVED: """
                survived, survivor, saved, rescued, alive, hayatta kaldı, sağ kurtuldu, kurtuldu, sağ, sağ qalıb,
                xilas olub, выжил, выжила, спасен, спасена, спасся, спаслась, жив, жива, փրկվել է, փրկված, ողջ,
                გადარჩა, გადარჩენილი, ناج, ناجية, نجا, نجت, rizgar bû, نجات یافته, زنده, ניצול, ניצולה, שרד, שרדה,
                überlebt, überlebend, gerettet, survécu, survivant, survivante, rescapé, rescapée, sobreviviente,
                superviviente, sobrevivió
            """,
            Fate.WOUNDED: """
                wounded, injured, yaralı, yaralandı, yaralanıb, ранен, ранена, раненый, раненая, վիրավոր, վիրավորվել
                է, დაჭრილი, დაიჭრა, جريح, جريحة, birîndar, زخمی, مجروح, פצוע, פצועה, נפצע, נפצעה, verwundet,
                verletzt, blessé, blessée, herido, herida
            """,
            Fate.CAPTIVE: """
                captive, taken captive, captured, prisoner, prisoner of war, pow, hostage, detained, esir, esir
                alındı, rehine, əsir, əsir götürülüb, girov, girov götürülüb, пленный, в плену, взят в плен, взята в
                плен, пленен, заложник, заложница, գերի, գերեվարված, պատանդ, ტყვე, მძევალი, أسير, أسيرة, رهينة, dîl,
                اسیر, گروگان, שבוי, שבויה, חטוף, חטופה, gefangen, kriegsgefangen, geisel, prisonnier, prisonnière,
                otage, prisionero, prisionera, rehén
            """,
            Fate.RELEASED: """
                released, freed, exchanged, serbest bırakıldı, əsirlikdən azad olunub, azad olunub, azad edilib,
                освобожден, освобождена, ազատված, ազատ է արձակվել, გათავისუფლდა, გათავისუფლებული, محرر, محررة, أطلق
                سراحه, أطلق سراحها, آزاد شده, שוחרר, שוחררה, freigelassen, befreit, libéré, libérée, liberado,
                liberada
            """,
            Fate.DISPLACED: """
                displaced, deported, expelled, exiled, refugee, idp, yerinden edildi, sürgün, mülteci, göçmen,
                məcburi köçkün, köçkün, qaçqın, deportasiya olunub, перемещен, перемещена, депортирован,
                депортирована, выслан, выслана, беженец, беженка, տեղահանված, աքսորված, փախստական, დევნილი,
                გადასახლებული, نازح, نازحة, مهجر, مهجرة, لاجئ, لاجئة, koçber, آواره, تبعید شده, פליט, פליטה, מגורש,
                מגורשת, עקור, עקורה, vertrieben, deportiert, geflüchtet, déporté, déportée, déplacé, déplacée,
                réfugié, réfugiée, deportado, deportada, desplazado, desplazada, refugiado, refugiada
            """,
            Fate.IDENTIFIED: """
                identified, remains identified, kimliği belirlendi, teşhis edildi, qalıqları tapılıb,
                eyniləşdirilib, опознан, опознана, останки опознаны, идентифицирован, идентифицирована, ճանաչված,
                նույնականացված, იდენტიფიცირებული, تم التعرف عليه, تم التعرف عليها, شناسایی شده, זוהה, זוהתה,
                identifiziert, identifié, identifiée, identificado, identificada
            """,
        }
    ).items()
    if word
}

_YES, _NO = (
    "1, yes, true, y, ja, oui, sí, да, evet, bəli, այո, კი, نعم, بله, כן",
    ("0, no, false, n, nein, non, нет, hayır, xeyr, ոչ, არა, لا, نه, לא"),
)
SURVIVED_OF_WORD: Mapping[str, Fate] = _by_word({Fate.SURVIVED: _YES, Fate.DIED: _NO})

_FEMALE = """
    female, f, woman, girl, w, weiblich, frau, femme, féminin, fille, mujer, femenino, kadın, k, qadın, qız,
    женский, жен, ж, женщина, իգական, ի, կին, მდედრობითი, ქალი, أنثى, انثى, امرأة, jin, زن, مونث, נקבה, נ, אישה
"""
_MALE = """
    male, m, man, boy, männlich, mann, homme, masculin, garçon, hombre, masculino, erkek, e, kişi, oğlan, мужской,
    муж, м, мужчина, արական, ա, տղամարդ, მამრობითი, კაცი, ذكر, رجل, mêr, مرد, مذکر, זכר, ז, גבר
"""
SEX_OF_WORD: Mapping[str, str] = {
    plain(word): sex
    for sex, words in (("female", _FEMALE), ("male", _MALE))
    for word in words.replace("\n", ",").split(",")
    if plain(word)
}


_M_IS_A_WOMAN = frozenset({"es", "ca", "gl"})


def sex_of(written: str, language: str) -> str | None:
    """`female`, `male`, or None. In Spanish lists H and M stand for *hombre* and *mujer*, elsewhere M for *male*."""
    word = plain(written)
    if word == "m" and language in _M_IS_A_WOMAN:
        return None
    return SEX_OF_WORD.get(word)
