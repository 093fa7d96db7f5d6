"""Our own attempts to run a script, and strings that break careless programs; none of them is copied from a list."""

from __future__ import annotations

from itertools import product

_RUN = "window.struck=1"
_TAGS = (
    "<script>{run}</script>", "<script src=data:,{run}></script>", "<img src=x onerror={run}>", "<svg onload={run}>",
    "<svg><script>{run}</script></svg>", "<body onload={run}>", "<iframe srcdoc='<script>parent.{run}</script>'>",
    "<details open ontoggle={run}>", "<input autofocus onfocus={run}>", "<video><source onerror={run}></video>",
    "<audio src=x onerror={run}>", "<object data=javascript:{run}>", "<embed src=javascript:{run}>",
    "<a href=javascript:{run}>a</a>", "<form action=javascript:{run}><button>b</button></form>",
    "<math><a xlink:href=javascript:{run}>m</a></math>", "<style onload={run}></style>", "<marquee onstart={run}>",
    "<select autofocus onfocus={run}>", "<link rel=stylesheet href=x onerror={run}>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>", "<base href=javascript:{run}//>",
    "<template><script>{run}</script></template>", "<noscript><img src=x onerror={run}></noscript>",
    "<textarea autofocus onfocus={run}></textarea>", "<svg><animate onbegin={run} attributeName=x dur=1s></svg>",
    "<p style='background:url(javascript:{run})'>p</p>", "<div style='animation-name:x' onanimationstart={run}>",
)  # fmt: skip
_AROUND = ("{0}", '">{0}', "'>{0}", "</textarea>{0}", "</title>{0}", "--><!-- -->{0}")
_MARKDOWN = (
    "[a](javascript:{run})", "[a]( javascript:{run})", "[a](java\tscript:{run})", "[a](JaVaScRiPt:{run})",
    "[a](data:text/html,<script>{run}</script>)", "[a](vbscript:{run})", "![a](javascript:{run})",
    "![a](x \" onerror={run} \")", "[a](x \"' onmouseover={run}\")", "[a]: javascript:{run}\n\n[a]",
    "<javascript:{run}>",
    "`<img src=x onerror={run}>`", "```\n</code><img src=x onerror={run}>\n```", "[a](&#106;avascript:{run})",
    "[a](javascript&colon;{run})", "**<img src=x onerror={run}>**", "> <script>{run}</script>",
    "https://a.example/\"onmouseover={run}", "[<img src=x onerror={run}>](x)", "&lt;script&gt;{run}&lt;/script&gt;",
)  # fmt: skip
_ATTRIBUTES = (
    '" autofocus onfocus={run} x="', "' autofocus onfocus={run} x='", "` onfocus={run} x=`", '" onmouseover={run} "',
    "{{{{{run}}}}}", "{{% raw %}}{{{{ 7*7 }}}}", "${{{run}}}", "\\u003cscript\\u003e{run}\\u003c/script\\u003e",
    "%3Cscript%3E{run}%3C/script%3E", "＜script＞{run}＜/script＞", "\u2028{run}\u2029", "]]><script>{run}</script>",
)  # fmt: skip

ATTACKS = tuple(
    [around.format(tag.format(run=_RUN)) for tag, around in product(_TAGS, _AROUND[:4])]
    + [around.format(_TAGS[0].format(run=_RUN)) for around in _AROUND[4:]]
    + [one.format(run=_RUN) for one in (*_MARKDOWN, *_ATTRIBUTES)]
)

NASTY = (
    "NULL", "undefined", "true", "-1", "1e309", "0x0", "../../etc/passwd", "%s%n%x", "%00", "\\x00",
    "'; DROP TABLE x;--",
    "\" OR 1=1 --", "=1+1", "@SUM(1)", "+cmd|x", "\t=1", "$(touch x)", "`id`", "${7*7}", "{{7*7}}", "<%= 7 %>",
    "\u202eright to left\u202c", "\u2066isolated\u2069", "\u200bzero\u200dwidth\ufeff", "Z\u0351\u0352\u0353a\u0351lgo",
    "👩‍👩‍👧‍👦🏳️‍🌈", "🇦🇲🇦🇿", "ﷺ﷽", "ﬀ ﬃ ſ", "İıŞşĞğ", "ẞß", "Ωμέγα", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "田中さん", "한글 조합",
    "নাম", "اسم فارسی",
    "\u0300combining first", "a\u0300", "\u00e0", "\ud7ff\ue000", "\ufffd\ufffe"[:1], "\U0010fffd", "CON", "nul.txt",
    "a\r\nSet-Cookie: x=1", "Subject: x", "\x07\x1b[31mred", "\x7f", "very" * 120, " leading and trailing ",
    "\u00a0\u2003\u3000", "٠١٢٣٤٥٦٧٨٩", "०१२३", "1/0", "9" * 60, "localhost", "file:///etc/passwd",
    "//a.example", "#", "?", "&amp;",
    "&#0;", "&#x1F600;", "\\", "\"", "'", "`", "|", ";", "~!@#$%^&*()_+", "<", ">", "--", "/*", "*/", "]]>",
)  # fmt: skip

NAMES_IN_SCRIPTS = (
    "नेहा शर्मा", "নাম রহিম", "ਗੁਰਪ੍ਰੀਤ", "ગીતા", "ଗୀତା", "தமிழ்ச்செல்வி", "లక్ష్మి", "ಲಕ್ಷ್ಮಿ", "ലക്ഷ്മി", "සුනිල්", "สมชาย", "ສົມ",
    "བཀྲ་ཤིས", "မောင်", "თამარი", "የኔነሽ", "ᏣᎳᎩ", "សុខា", "ᠮᠣᠩᠭᠣᠯ", "אַברהם", "سارة", "ܡܪܝܡ", "Արամ", "Ελένη", "Оксана",
    "田中", "はなこ", "ハナコ", "김민수", "𞤀𞤣𞤢𞤥", "ߒߞߏ", "ⴰⵎⵉⵏ", "Nguyễn", "Łukasz", "Ærø", "Þóra", "Ñandú", "ʻOkina",
)  # fmt: skip
