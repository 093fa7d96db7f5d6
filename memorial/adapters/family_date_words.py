"""The words with which families date something, by language. `{a}` and `{b}` stand for dates."""

from __future__ import annotations

from dataclasses import dataclass

SPRING, SUMMER, AUTUMN, WINTER = 21, 22, 23, 24


@dataclass(frozen=True, slots=True)
class DateWords:
    """One language. Words are compared folded: lower case, without marks, ı as i, ə as e.

    `locales`: where Babel's month names come from. `fillers` may stand anywhere and say nothing. `endings`: what may
    follow a number or a month's name. `decade`: what makes a decade of a round year. `months`: what Babel lacks.
    """

    locales: tuple[str, ...]
    about: tuple[str, ...]
    perhaps: tuple[str, ...]
    unknown: tuple[str, ...]
    between: tuple[str, ...]
    one_or_other: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    until: tuple[str, ...]
    since: tuple[str, ...]
    seasons: dict[str, int]
    fillers: tuple[str, ...]
    endings: tuple[str, ...]
    decade: tuple[str, ...]
    century: tuple[str, ...]
    months: dict[str, int]


def _listed(words: str) -> tuple[str, ...]:
    """The phrases between commas."""
    return tuple(" ".join(phrase.split()) for phrase in words.split(","))


def _seasons(spring: str, summer: str, autumn: str, winter: str) -> dict[str, int]:
    named = ((spring, SPRING), (summer, SUMMER), (autumn, AUTUMN), (winter, WINTER))
    return {word: season for words, season in named for word in _listed(words)}


ENGLISH = DateWords(
    locales=("en",),
    about=_listed(
        """
        about, around, circa, ca, c, approximately, approx, roughly, some time around, more or less, or so,
        or thereabouts, near
        """
    ),
    perhaps=_listed("perhaps, maybe, possibly, probably, i think, i believe, not sure, we think, likely"),
    unknown=_listed(
        """
        unknown, not known, i do not know, i don't know, we do not know, we don't know, don't know, do not
        know, no idea, not sure, n/a, na, none, date unknown, date not known, day not known, nobody knows
        """
    ),
    between=_listed(
        """
        between {a} and {b}, night of {a} to {b}, night of {a} and {b}, night between {a} and {b}, from {a}
        to {b}, from {a} until {b}, {a} to {b}, {a} until {b}, {a} through {b}
        """
    ),
    one_or_other=_listed("either {a} or {b}, {a} or {b}"),
    before=_listed("before {a}, earlier than {a}"),
    after=_listed("after {a}, later than {a}"),
    until=_listed("{a} or earlier, {a} or before, until {a}, by {a}, not later than {a}, no later than {a}"),
    since=_listed("{a} or later, {a} or after, since {a}, not before {a}, not earlier than {a}, from {a} on"),
    seasons=_seasons(
        "spring",
        "summer",
        "autumn, fall",
        "winter",
    ),
    fillers=_listed("the, of, in, on, at, year, ad, ce, day, month, night"),
    endings=_listed("st, nd, rd, th"),
    decade=_listed("s, ies, decade"),
    century=_listed("century, cent"),
    months={"sept": 9},
)

RUSSIAN = DateWords(
    locales=("ru",),
    about=_listed("около, ок, примерно, приблизительно, где то, приблиз, прибл, в районе"),
    perhaps=_listed("возможно, может быть, наверное, вероятно, кажется, предположительно"),
    unknown=_listed(
        """
        неизвестно, не известно, не знаю, не знаем, дата неизвестна, неизвестна, неизвестен, день
        неизвестен, нет данных, никто не знает
        """
    ),
    between=_listed(
        """
        в ночь с {a} на {b}, ночь с {a} на {b}, с {a} на {b}, между {a} и {b}, с {a} по {b}, с {a} до {b},
        от {a} до {b}
        """
    ),
    one_or_other=_listed("{a} или {b}, либо {a} либо {b}"),
    before=_listed("до {a}, раньше {a}, ранее {a}, перед {a}"),
    after=_listed("после {a}, позже {a}, позднее {a}"),
    until=_listed("не позже {a}, не позднее {a}, {a} или раньше, {a} или ранее, по {a}"),
    since=_listed("не раньше {a}, не ранее {a}, {a} или позже, {a} или позднее, с {a}, начиная с {a}"),
    seasons=_seasons(
        "весна, весной, весны, весну",
        "лето, летом, лета",
        "осень, осенью, осени",
        "зима, зимой, зимы, зиму",
    ),
    fillers=_listed("в, г, гг, год, году, года, годом, годами, месяц, месяце, числа, ночь"),
    endings=_listed("го, ого, его, е, й, м, ом, ь, я, ю, ем, а, у, и"),
    decade=_listed("е, ые, х, ых, годы, годах, годов"),
    century=_listed("век, века, веке, в, столетие"),
    months={"мае": 5},
)

AZERBAIJANI = DateWords(
    locales=("az",),
    about=_listed("təxminən, təqribən, haradasa, radələrində, civarında, yaxın, ətrafında, təxmini"),
    perhaps=_listed("bəlkə, bəlkə də, ola bilsin, ehtimal ki, ehtimal, güman ki, yəqin"),
    unknown=_listed(
        """
        naməlum, məlum deyil, bilinmir, bilmirəm, bilmirik, tarix bilinmir, tarixi məlum deyil, heç kim
        bilmir
        """
    ),
    between=_listed(
        """
        {a} ilə {b} arasında, {a} və {b} arasında, {a} ilə {b} arası, {a} dən {b} keçən gecə, {a} dan {b}
        keçən gecə
        """
    ),
    one_or_other=_listed("{a} və ya {b}, {a} yaxud {b}, {a} ya da {b}"),
    before=_listed("{a} əvvəl, {a} qabaq"),
    after=_listed("{a} sonra"),
    until=_listed("{a} qədər, {a} və ya əvvəl, {a} və ya daha əvvəl, {a} gec olmayaraq"),
    since=_listed("{a} bəri, {a} etibarən, {a} və ya sonra, {a} və ya daha sonra, {a} tez olmayaraq"),
    seasons=_seasons(
        "yaz, bahar, yazı, yazında, yazın, baharı, baharında",
        "yay, yayı, yayında, yayın",
        "payız, payızı, payızında, payızın",
        "qış, qışı, qışında, qışın",
    ),
    fillers=_listed("il, ili, ilin, ildə, ildən, ilə, ildir, ayı, ayının, ayında, günü, tarixində, gecəsi, gecə"),
    endings=_listed(
        """
        ci, cü, cu, cı, i, ı, u, ü, in, ın, un, ün, ə, a, də, da, dən, dan, nin, nın, si, sı, su, sü, sində,
        sında, ində, ında, unda, ündə, nci, yə, ya, na, nə
        """
    ),
    decade=_listed("illər, illəri, illərdə, illərin, illərində"),
    century=_listed("əsr, əsrin, əsrdə"),
    months={},
)

TURKISH = DateWords(
    locales=("tr",),
    about=_listed(
        """
        yaklaşık, aşağı yukarı, civarı, civarında, dolayları, dolaylarında, sularında, tahminen, tahmini,
        sıralarında, yakın
        """
    ),
    perhaps=_listed("belki, belki de, galiba, muhtemelen, sanırım, herhalde, olabilir"),
    unknown=_listed("bilinmiyor, bilinmeyen, bilmiyorum, bilmiyoruz, belli değil, meçhul, tarih bilinmiyor"),
    between=_listed("{a} ile {b} arasında, {a} ve {b} arasında, {a} ile {b} arası, {a} ı {b} bağlayan gece"),
    one_or_other=_listed("{a} veya {b}, {a} ya da {b}, {a} yahut {b}"),
    before=_listed("{a} önce, {a} evvel"),
    after=_listed("{a} sonra"),
    until=_listed("{a} kadar, {a} veya önce, {a} veya daha önce, en geç {a}"),
    since=_listed("{a} beri, {a} itibaren, {a} veya sonra, {a} veya daha sonra, en erken {a}"),
    seasons=_seasons(
        "ilkbahar, bahar, ilkbaharı, ilkbaharda, ilkbaharında, baharı, baharda",
        "yaz, yazı, yazın, yazında",
        "sonbahar, güz, sonbaharı, sonbaharda, sonbaharında, güzü",
        "kış, kışı, kışın, kışında",
    ),
    fillers=_listed(
        """
        yıl, yılı, yılın, yılının, yılında, yılından, yılına, senesi, senesinde, sene, ayı, ayında, günü,
        tarihinde
        """
    ),
    endings=_listed(
        """
        de, da, te, ta, den, dan, ten, tan, in, ın, un, ün, i, ı, u, ü, nin, nın, si, sı, sinde, sında,
        inde, ında, unda, ünde, e, a, ye, ya, inci, nci, üncü, uncu, lı, li, lu, lü
        """
    ),
    decade=_listed("lar, ler, larda, lerde, ların, lerin, yıllar, yıllarda, yılları"),
    century=_listed("yüzyıl, yüzyılda, asır"),
    months={},
)

ARMENIAN = DateWords(
    locales=("hy",),
    about=_listed("մոտ, մոտավորապես, շուրջ, մոտավոր, մոտերը"),
    perhaps=_listed("հավանաբար, միգուցե, թերևս, երևի, կարծեմ"),
    unknown=_listed("անհայտ, անհայտ է, հայտնի չէ, չգիտեմ, չգիտենք, անհայտ ամսաթիվ"),
    between=_listed("{a} ից {b} գիշերը, {a} և {b} միջև, {a} եւ {b} միջեւ, {a} ից {b}, {a} ից մինչև {b}"),
    one_or_other=_listed("{a} կամ {b}"),
    before=_listed("{a} առաջ, {a} ից առաջ"),
    after=_listed("{a} հետո, {a} ից հետո"),
    until=_listed("մինչև {a}, {a} կամ ավելի վաղ, ոչ ուշ քան {a}"),
    since=_listed("{a} սկսած, {a} կամ ավելի ուշ, ոչ շուտ քան {a}"),
    seasons=_seasons(
        "գարուն, գարնանը, գարնան, գարունը",
        "ամառ, ամռանը, ամռան, ամառը",
        "աշուն, աշնանը, աշնան, աշունը",
        "ձմեռ, ձմռանը, ձմռան, ձմեռը",
    ),
    fillers=_listed(
        """
        թ, թթ, թվական, թվականի, թվականին, թվականից, տարի, տարվա, ամիս, ամսվա, օրը, գիշերը, թվականներ,
        թվականներին, թվականների
        """
    ),
    endings=_listed("ին, ի, ից, ը, ն, ում, րդ"),
    decade=_listed("ական, ականներ, ականների, ականներին"),
    century=_listed("դար, դարի, դարում"),
    months={},
)

ARABIC = DateWords(
    locales=("ar", "ar_SY", "ar_DZ"),
    about=_listed("حوالي, نحو, قرابة, تقريبا, تقريبًا, ما يقارب, زهاء, بحدود, في حدود"),
    perhaps=_listed("ربما, لعل, أظن, أعتقد, من المحتمل, على الأرجح, غالبا"),
    unknown=_listed(
        """
        غير معروف, غير معروفة, غير معلوم, مجهول, لا أعرف, لا نعرف, لا أدري, لا أحد يعرف, التاريخ غير معروف,
        تاريخ غير معروف, اليوم غير معروف
        """
    ),
    between=_listed(
        """
        ليلة {a} إلى {b}, ليلة {a} و {b}, ليلة {a} على {b}, بين {a} و {b}, ما بين {a} و {b}, من {a} إلى {b},
        من {a} حتى {b}, بين {a} و{b}, ما بين {a} و{b}
        """
    ),
    one_or_other=_listed("{a} أو {b}, إما {a} أو {b}"),
    before=_listed("قبل {a}"),
    after=_listed("بعد {a}"),
    until=_listed("حتى {a}, {a} أو قبل, {a} أو قبل ذلك, في موعد أقصاه {a}"),
    since=_listed("منذ {a}, {a} أو بعد, {a} أو بعد ذلك, ابتداء من {a}"),
    seasons=_seasons(
        "ربيع, الربيع",
        "صيف, الصيف",
        "خريف, الخريف",
        "شتاء, الشتاء",
    ),
    fillers=_listed("في, من, عام, سنة, العام, السنة, م, ميلادي, ميلادية, شهر, يوم, عامي, ليلة"),
    endings=(),
    decade=(),
    century=(),
    months={"آب": 8, "مايس": 5},
)

WORDS: dict[str, DateWords] = {
    "en": ENGLISH,
    "ru": RUSSIAN,
    "az": AZERBAIJANI,
    "tr": TURKISH,
    "hy": ARMENIAN,
    "ar": ARABIC,
}
