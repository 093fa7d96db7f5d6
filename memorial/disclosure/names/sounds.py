"""The tables of sounds: how passports, maps and families write each of them, script by script.

One sound a line: in a-z and ə | in Arabic and Persian | in Hebrew. A dash is nothing at all. Arabic and Hebrew letters
are the canonical ones of `text_words.letters_of` (final forms and keyboard variants are one letter). Single Greek
letters and ë are keys for what Greek and Cyrillic names mean by a letter and others do not.

The tables are our own, from the romanisations in use for passports and maps (BGN/PCGN, ISO 9, ICAO 9303, ALA-LC) and
from the habits of Azerbaijani, Turkish, Polish, German and French spelling. No library was found that maps names among
these scripts; a plain transliteration (anyascii) gives one spelling where names have many.
"""

CONSONANTS = """
schtsch  shch sh sch schtsch | شتش شچ ش | שצ ש
chtch  shch sh sch chtch | شتش شچ ش | שצ ש
shch  shch sch sh sc s szcz stch sts chtch schtsch stsch shh shc scz | شتش شچ ش شغ | שצ ש שטש
tsch  tsch tch ch c ts cz | تش چ ش | טש צ
sch   sch sh s sk ch | ش سك سخ | ש סכ
szcz  szcz shch sch sh | شتش ش | שצ ש
dzh   dzh dj j c g dz tz zh y | ج ژ | ג י דז
sh    sh s sch sz ch sj | ش | ש
ch    ch tch tsch c cz ts tj kh h k x sh | چ تش خ ك ش ج | צ כ ח ק טש
zh    zh j z zs rz g | ژ ج ز | ז
kh    kh h x ch k q j g | خ ح ه ك | ח כ ה
gh    gh g h q k r kh x l gk | غ ج ق گ ك خ | ג ע ר ק
ts    ts tz c z s cz tc t tch | تس ز س ص تز | צ טס
tz    tz ts c z s cz | تز تس ز س ص | צ
dz    dz z ds ts d zh tz | دز ز ذ ض ظ | ז דז צ
dj    dj dzh j c zh g d | ج | ג
th    th t d f z s | ث ت ط ذ | ת ט
ph    ph f p | ف | פ
sz    sz sh s z ch | ش س ز | ש ס
cz    cz ch c ts | چ تش | צ טש
rz    rz zh r sh z | ژ رز ر ش | ז רז
ck    k ck c q | ك ق | ק כ
qu    k q qu kv kw c ku gu ghu cu khu kou gou | ق ك قو كو غو غ | ק קו ג גו
ks    ks x cs kc xs kz gz | كس خ | קס כס
x     x ks kh h ch z gz cs k | خ كس ح ه | קס כס ח כ
ç     ch tch tsch c s cz ts tz | چ تش ج ش | צ טש
ş     sh s sch sz ch shch stch sts stsch | ش شچ شتش | ש שצ
ž     zh j z g | ژ ج ز | ז
ğ     gh g y h q k gk - | غ ج گ ق ي و - | ג ק ע - ו י
ñ     n ny ni nh gn | ن ني | נ ני
ł     l w v | ل و | ל ו
γ     g gh gk h q kh ch x k j gu | گ غ ج ق ك ه خ | ג ה ח ק
δ     d nt nd dt t | د نت ند ت | ד נט נד
β     b mp mb p | ب پ | ב
κ     g gk ng gh q k j | گ غ ج ق ك نگ | ג ק
τ     ts ch c tch sh j cz tsch | تس تش چ ش ج س | צ טש
ζ     j dj dzh tz ts dz c z zh g | ج دز ز چ | ג ז צ דז
σ     s sh z c ss sch | س ص ش ز | ס ש צ ז
b     b mp mb | ب پ | ב
c     c k s ts tz dzh dj j ch z dz q | ج ك ق س چ ز تس | ג ק כ ס צ
d     d nt dh dt | د ض ذ ظ ط | ד
f     f ph v p | ف و | פ ב
g     g gh gk h q j gu k | گ غ ج ق ك ه | ג ק ה
h     h kh x g ch | ه ح خ غ | ה ח
j     j dj dzh zh y i c g dz tz h kh x tj | ج ژ ي خ ه | ג י ז ח
k     k c q ck kh ch | ك ق | ק כ
l     l lh | ل | ל
m     m | م | מ
n     n | ن | נ
p     p ph b | پ ب ف | פ
q     q k g gh kh c ch gk qu | ق ك غ گ ج خ | ק ג כ
r     r rh | ر | ר
s     s sh c z sch | س ص ش ث ز | ס ש צ ז
t     t th dt | ت ط ث | ט ת
v     v w f u vh | و ف ڤ ب | ו ב
w     w v u ou f | و ف ڤ | ו ב
z     z s zh ts dz | ز ظ ذ ض س ژ ص | ז ס צ
"""

# Vowels: the same, with Arabic and Hebrew at the beginning, inside and at the end of a word.
VOWELS = """
ai   ai ay aj ei ey ej əi əy ae aiy ayi aji ahi əyi e | اي عي ا / ي اي اعي / ي اي | אי איי / י יי אי עי / י אי איי
ei   ei ey ej ai ay aj e əi əy i | اي عي / ي اي / ي اي | אי איי / י יי אי / י אי
au   au av aw ao ou o | او عو / او و / او و | או אוו / או ו אוו / או ו
eu   eu ev ew eo oi oy | او اي / و يو / و | או אוי / ו אוי / ו
ou   u ou o oo ow w v | او ع عو و / و - / و | או ו / ו - / ו
oo   u oo o ou | او / و / و | או / ו / ו
ee   i ee e y | اي / ي / ي | אי / י / י
ae   ae a e ə ai | ا ع / - ا ي / ه ا ي | א ע / - א / ה א
oe   oe o e yo io ə | او ا / و - / و ه | או / ו - / ו ה
ue   ue u yu iu y i | او ي / و - / و | או / ו - / ו
ya   ya ia ja a ea yə iya ie ə gia gya eia | يا اي ي يع / يا ي ا / يا يه ي | יא יע י / יא י א / יה יא ה
ia   ia ya ja iya ija ie ea yə iə a gia eia | يا ا يع / يا ي / يا يه ي | יא י יע / יא י / יה יא ה
ye   ye ie je e iye əye yə iyə gie | ي اي يي / ي يي - / ي يه ه | י אי / י יי - / ה יה י
ie   ie ye je e i iye ij iyə | ي اي / ي يي / ي يه | י אי / י יי / י יה
yo   yo io jo o e oe gio | يو او / يو و / يو و | יו או / יו ו / יו ו
ë    yo io jo o e oe eo gio ye ie je | يو او ي / يو و ي / يو و | יו או י / יו ו י / יו ו
yu   yu iu ju u ue y ou giu iou you jou giou | يو او ي / يو و / يو و | יו או / יו ו / יו ו
iu   iu yu ju u iyu giu giou | يو / يو و / يو و | יו / יו ו / יו ו
ja   ja ya ia a dzha dja zha ca gia ga tza jə cə | جا يا ژا / جا يا ژا ا ج / جا يا جه يه | גא יא ג / גא ג יא י / יה גה
je   je ye ie e dzhe dje zhe ge ce jə cə gie tze | جي ج ي يي ژ / ج جي ي ژ / جه يه ه | ג י יי / ג י / גה יה
jo   jo yo io o e dzho djo zho gio co tzo | جو يو ژو او / جو يو و / جو يو | גו יו / גו יו ו / גו יו
ju   ju yu iu u ou dzhu zhu giu cu dju ue jou djou dzu tzu | جو يو ژو ج / جو يو و ج / جو يو | גו יו ג / גו יו ו / גו יו
jou   ju yu iu u ou dzhu zhu giu cu dju ue jou djou dzu tzu | جو يو ژو ج / جو يو و ج / جو يو | גו יו ג / גו יו ו / גו יו
jue   ju yu iu u ou dzhu zhu giu cu dju ue jou djou dzu tzu | جو يو ژو ج / جو يو و ج / جو يو | גו יו ג / גו יו ו / גו יו
a    a ə | ا ع عا / - ا ه ع / ا ه ي | א ע / - א ע / ה א
e    e ə ye ie je ae ai | ا اي ع عي ي / - ي ا ه / ه ي ا | א אי ע / - י א ע / ה י א
i    i y iy ij yi ie j ei ey oi | اي ا ع عي ي / ي عي - / ي | אי ע א י / י עי - / י
o    o oh ou au ow w | او ا ع عو / و - ا / و | או ע / ו - / ו
u    u ou oo ow w yu iu ue v | او ا ع عو و / و - / و | או ע ו / ו - / ו
y    y i j gi yi g | ي اي / ي / ي | י אי / י יי / י
ə    ə e a ya ia ae ea | ا ع اي / - ا ه ع ي / ه ا ي | א ע / - א ע / ה א
ö    o oe e yo io eu ue u | او ا ي / و - / و | או / ו - / ו
ü    u ue yu iu ju y i | او ا ي / و - ي / و | או / ו - י / ו
ı    i y u e | اي ا / ي - عي / ي | אי א / י - עי / י
"""

# The letters of names that are given in Arabic or Hebrew script. ^ is at the beginning of a word only.
ABJAD_LETTERS = """
شتش  shch sh sch stch szcz sts | شتش شچ ش شغ | שצ ש
شچ  shch sh sch stch szcz sts s | شتش شچ ش | שצ ש
تش  ch tch tsch c cz ts sh | تش چ ش ج | צ טש
تس  ts tz c z s cz | تس ز س ص | צ טס
دج  dzh dj j g c | ج دج | ג
دز  dz z ds tz | دز ز ذ | ז דז צ
كس  ks x cs kc | كس خ | קס כס
^او  o u ou oo au av aw ov ow ev w v ho hov hu | او و ا اوف | או ו א אוב
^اي  i e y ee ei ai ay ey ie ya hi | اي ا ي | אי א י
שצ  shch sh sch stch szcz sts s | شتش شچ ش شغ | שצ ש
טש  ch tch tsch c cz ts sh | تش چ ش ج | טש צ
^או  o u ou oo au av aw ov ow ho hu | او و ا | או ו א
^אי  i e y ee ei ai ay ey ie hi | اي ا ي | אי א
ا  a e i o u ə ou ee oo ae ya ay ai | ا ع ه - | א ע ה -
ب  b p v mp | ب پ ڤ | ב פ
پ  p b ph | پ ب ف | פ
ت  t th | ت ط ث | ת ט
ث  th t s f | ث ت س | ת ט ס
ج  j dj dzh g gk c zh ch dsch gu y tz | ج چ گ ژ ق غ | ג ז י צ ק
چ  ch c tch tsch cz ts sh j | چ ج ش تش | צ טש ג
ح  h kh x ch g | ح ه خ | ח ה כ
خ  kh x h ch k j | خ ح ه | ח כ
د  d t dh nt nd | د ذ ض ت | ד ט
ذ  dh d z th dz | ذ ز د ظ دز | ז ד דז
ر  r rh | ر | ר
ز  z s tz dz | ز ظ ذ ض ژ س | ז ס
ژ  zh j z | ژ ج ز | ז ג
س  s c sh z | س ص ش ث ز | ס ש צ ז
ش  sh s ch sch sz shch stch sts chtch | ش س شتش شچ | ש ס שצ
ص  s c | ص س | ס צ
ض  d z dh dz | ض ظ د ز | ד צ ז
ط  t th | ط ت | ט ת
ظ  z d dh th zh | ظ ض ز ذ | ז ט צ
ع  - a e i o u aa ou | ع ا - | ע א -
غ  gh g gk h q r kh | غ گ ج ق | ג ע ר ק
ف  f v ph p w | ف ڤ و | פ ו ב
ڤ  v w f | ڤ ف و | ב ו
ق  q k g gk gh c kh | ق ك غ گ ج | ק ג כ
ك  k c q ck kh g | ك ق گ | כ ק ג
گ  g gh gk j k q | گ ك غ ج ق | ג ק
ل  l | ل | ל
م  m | م | מ
ن  n | ن | נ
و  v w u o ou oo au ow aw ov uv ev av ue | و ڤ ف - | ו ב -
ه  h kh g x a e ə ah eh at ch | ه ح ا | ה ח א
ي  y i e j ee ei ey ai ay aj iy ij ie ia yi gi gia - | ي ا - | י יי א -
א  a e i o u ə | ا ع ه - | א ע ה -
ב  b v w bh f mp | ب ڤ و ف | ב ו
ג  g gh gk j dj dzh zh h q c tz | گ ج غ ق ژ | ג ק
ד  d dh t nt nd | د ذ ض | ד
ה  h kh g a e ə ah eh ch - | ه ح ا | ה א ח -
ו  v w u o ou oo au ow uv ov | و ڤ ف - | ו ב -
ז  z zh s j dz | ز ژ ذ ظ ج س | ז
ח  h kh x ch | ح خ ه | ח כ ה
ט  t th | ط ت | ט ת
י  y i e j ee ei ey ai ay aj iy ij yi gi - | ي ا - | י א -
כ  k kh ch c x h q | ك خ ق | כ ק ח
ל  l | ل | ל
מ  m | م | מ
נ  n | ن | נ
ס  s c | س ص | ס ש
ע  - a e i o u | ع ا - | ע א -
פ  p f ph | پ ف ب | פ
צ  ts tz c z s ch cz tch | ص تس تز س چ ز تش | צ טש
ק  k q c ck g gk gh | ق ك گ غ | ק כ ג
ר  r rh | ر | ר
ש  sh s sch sz ch | ش س | ש ס
ת  t th s | ت ط ث | ת ט
"""
