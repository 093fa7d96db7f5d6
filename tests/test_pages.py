"""The page check passes a sound page and finds each fault that is planted in it."""

from __future__ import annotations

import pytest

from tests.pages import check_headers, check_page

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
SOUND = """<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Offer a remembrance</title>
<link rel="stylesheet" href="/static/site.css">
<link rel="canonical" href="https://memorial.example/en/">
<script type="application/ld+json">{"name": "a < b"}</script>
<script src="/static/player.js" defer></script>
</head>
<body>
<a href="#words">To the words</a>
<main id="words">
<h1>Offer a remembrance</h1>
<p>One &amp; only, a small &lt; sign, and a fish &#38; bowl.</p>
<h2 id="second">About</h2>
<ul><li>one</li></ul>
<p lang="ar" dir="rtl">كلمات</p>
<img src="/media/a.webp" srcset="/media/b.webp 2x" alt="" width="20" height="30">
<svg viewBox="0 0 1 1" role="img" aria-labelledby="drawn"><title id="drawn">A line</title><path d="M0 0"/></svg>
<form method="get" action="/search"><label for="q">Search</label><input id="q" name="q"><button>Look</button></form>
<form method="post" action="/share" enctype="multipart/form-data">
<input type="hidden" name="csrf_token" value="abc">
<label for="story">Story</label>
<textarea id="story" name="story" aria-describedby="second"></textarea>
<fieldset><legend>Who may see it?</legend>
<label><input type="radio" name="audience" value="public"> Everybody</label>
</fieldset>
<label for="files">Files</label><input id="files" type="file" name="files" multiple>
<button type="submit" data-next>Send</button>
</form>
<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>
</main>
</body>
</html>
"""

# what is taken out, what is put in its place, and words of the complaint
PLANTED = [
    ("<!doctype html>\n", "", "no <!doctype html>"),
    ("<!doctype html>", "<!doctype html4>", "is not <!doctype html>"),
    ('lang="en"', "", "<html lang> is ''"),
    ('lang="en"', 'lang="English"', "'English', not a language"),
    ('lang="en"', 'lang="he"', "<html lang=he> with dir=ltr"),
    ('lang="en"', 'lang="az-Arab"', "<html lang=az-Arab> with dir=ltr"),
    ('dir="ltr"', "", "<html dir> is ''"),
    ('<p lang="ar"', '<p lang="ar_EG"', "lang='ar_EG' is not a language"),
    ('dir="rtl"', 'dir="right"', "'right' is not a direction"),
    ('<meta charset="utf-8">', "", "no <meta charset"),
    ("initial-scale=1", "maximum-scale=1", "lets readers zoom"),
    ("<title>Offer a remembrance</title>", "<title> </title>", "exactly one <title>"),
    ("<h1>Offer a remembrance</h1>", "", "0 <h1>"),
    ("<h1>Offer a remembrance</h1>", "<h1>One</h1><h1>Two</h1>", "2 <h1>"),
    ("<h1>Offer a remembrance</h1>", "<h1> </h1>", "is an empty heading"),
    ('<h2 id="second">About</h2>', '<h3 id="second">About</h3>', "comes after <h1>: a level is left out"),
    ('<a href="#words">To the words</a>', "<h2>First</h2>", "comes after no heading"),
    ("</main>", "</main><main>more</main>", "2 <main>"),
    ('<h2 id="second">', '<h2 id="q">', "id 'q' is used 2 times"),
    ('<h2 id="second">', '<h2 id="second "', "is empty or holds a space"),
    ('aria-describedby="second"', 'aria-describedby="third"', "aria-describedby names 'third'"),
    ('href="#words"', 'href="#nowhere"', "links to '#nowhere'"),
    ('<label for="q">Search</label>', "", "'q' has no label"),
    ('<label for="story">Story</label>', "", "'story' has no label"),
    ('<label for="q">', '<label for="p">', "is for 'p', which is no field"),
    ('<label for="q">', '<label for="second">', "is for 'second', which is no field"),
    ('<label for="q">Search</label>', '<label for="q"></label>', "<label> has no words"),
    ("<button>Look</button>", "<button></button>", "<button> has no words"),
    ("To the words", "", "<a> has no words"),
    ("<legend>Who may see it?</legend>", "", "does not begin with a <legend>"),
    ("</fieldset>", '</fieldset><label><input type="radio" name="use"> x</label>', "outside a <fieldset>"),
    (' alt=""', "", "<img> has no alt"),
    (' width="20"', "", "<img> has no width"),
    ('height="30"', 'height="30%"', "<img> has no height"),
    ("<p>One", '<p style="color:red">One', "inline style"),
    ("</head>", "<style>p{color:red}</style></head>", "inline style"),
    ("</head>", "<script>go()</script></head>", "inline script"),
    ("<p>One", '<p onclick="go()">One', "inline script in onclick"),
    ('href="#words"', 'href="JavaScript:go()"', "runs code from href"),
    ('href="#words"', 'href="java&#10;script:go()"', "runs code from href"),
    ('href="#words"', 'href="#words" tabindex="3"', "order of the keyboard"),
    ('src="/media/a.webp"', 'src="https://cdn.example/a.webp"', "fetches 'https://cdn.example/a.webp'"),
    ('srcset="/media/b.webp 2x"', 'srcset="//cdn.example/b.webp 2x"', "fetches '//cdn.example/b.webp'"),
    ('href="/static/site.css"', 'href="http://127.0.0.1/site.css"', "fetches 'http://127.0.0.1/site.css'"),
    ('name="csrf_token" value="abc"', 'name="token" value="abc"', "needs one hidden csrf_token"),
    ('value="abc"', 'value=""', "needs one hidden csrf_token"),
    ('method="get"', 'method="post"', "needs one hidden csrf_token"),
    (' method="post"', "", "csrf_token into the address"),
    (' enctype="multipart/form-data"', "", "sends files"),
    ('method="get"', 'method="put"', "method 'put'"),
    ("</p>\n<h2", "<h2", "inside <p>"),
    ("<li>one</li>", "<li>one", "</ul> comes before <li>"),
    ("<li>one</li>", "one", "text straight inside <ul>"),
    ("<ul><li>one</li></ul>", "<li>one</li>", "<li> may not stand inside <main>"),
    ("<li>one</li>", "<li>one</li><p>two</p>", "<p> may not stand straight inside <ul>"),
    ("</body>\n</html>", "", "<body> is never closed"),
    ("</main>", "</section></main>", "</section> closes nothing"),
    ("<ul>", "<div/><ul>", "<div/> closes nothing"),
    ("<ul>", "<br></br><ul>", "<br> has no end"),
    ('<input id="q" name="q">', '<input id="q" name="q" name="r">', "has name twice"),
    ("To the words", "To <a href='/'>the</a> words", "<a> inside <a>"),
    ("To the words", "To <button>the</button> words", "<button> inside <a>"),
    ("&lt; sign", "< sign", "a bare < in text"),
    ("One &amp; only", "One &only", "&only is no named character"),
    ("<p>One", "<?php one ?><p>One", "is not HTML"),
]


def test_a_sound_page_passes() -> None:
    check_page(SOUND, HEADERS, path="/en/m/share")


def test_a_sound_page_from_right_to_left_passes() -> None:
    check_page(SOUND.replace('lang="en" dir="ltr"', 'lang="he" dir="rtl"'), HEADERS, path="/he/m/share")


@pytest.mark.parametrize(("sound", "broken", "complaint"), PLANTED, ids=[row[2] for row in PLANTED])
def test_a_planted_fault_is_found(sound: str, broken: str, complaint: str) -> None:
    assert sound in SOUND

    with pytest.raises(AssertionError) as found:
        check_page(SOUND.replace(sound, broken, 1), HEADERS, path="/en/m/share")

    assert complaint in str(found.value)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("Content-Security-Policy", None, "Content-Security-Policy is missing"),
        ("Content-Security-Policy", POLICY.replace("default-src 'none'", "default-src *"), "needs default-src"),
        ("Content-Security-Policy", POLICY + "; script-src 'unsafe-inline'", "allows 'unsafe-inline' in script-src"),
        ("Content-Security-Policy", POLICY + "; img-src https:", "allows https: in img-src"),
        ("X-Content-Type-Options", None, "X-Content-Type-Options"),
        ("Referrer-Policy", None, "lets addresses leak"),
        ("Referrer-Policy", "unsafe-url", "lets addresses leak"),
    ],
)
def test_a_missing_or_weak_header_is_found_on_pages_and_on_other_answers(
    name: str, value: str | None, complaint: str
) -> None:
    headers = {key: text for key, text in {**HEADERS, name: value}.items() if text is not None}

    with pytest.raises(AssertionError) as on_page:
        check_page(SOUND, headers, path="/")
    with pytest.raises(AssertionError) as elsewhere:
        check_headers(headers, path="/feed.atom")

    assert complaint in str(on_page.value)
    assert complaint in str(elsewhere.value)


@pytest.mark.parametrize("directive", ["base-uri", "form-action", "frame-ancestors"])
def test_a_policy_that_leaves_a_door_open_is_found(directive: str) -> None:
    policy = ";".join(part for part in POLICY.split(";") if directive not in part)

    with pytest.raises(AssertionError, match=f"says nothing about {directive}"):
        check_page(SOUND, {**HEADERS, "Content-Security-Policy": policy}, path="/")


def test_a_page_in_an_unnamed_encoding_is_found() -> None:
    with pytest.raises(AssertionError, match="Content-Type"):
        check_page(SOUND, {**HEADERS, "Content-Type": "text/html"}, path="/")


def test_header_names_are_read_in_any_case() -> None:
    check_page(SOUND, {name.lower(): value for name, value in HEADERS.items()}, path="/")


def test_the_complaint_lists_all_faults_with_their_lines() -> None:
    page = SOUND.replace(' alt=""', "").replace('<label for="q">Search</label>', "")

    with pytest.raises(AssertionError) as found:
        check_page(page, HEADERS, path="/en/m/share")

    assert str(found.value).startswith("/en/m/share: 2 faults\n")
    assert "line 20: <img> has no alt" in str(found.value)


@pytest.mark.parametrize("rubbish", ["", "words", "<", "</", "<html", "<!doctype html>", "<p></p></p>\x00&#xffffffff;"])
def test_what_is_no_page_is_a_complaint_and_not_a_crash(rubbish: str) -> None:
    with pytest.raises(AssertionError, match="not one <html> element"):
        check_page(rubbish, HEADERS, path="/")
