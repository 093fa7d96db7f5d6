"""Words that street addresses are made of, in the languages of families. Lower case, digits as ASCII."""

from __future__ import annotations

# Stand alone, before or after the street's name.
STREETS = """
street st. avenue ave. ave road rd. rd lane ln. drive dr. boulevard blvd. blvd square crescent court terrace alley
highway parkway quay embankment
straße strasse str. allee chaussee straat laan gatan gade katu tänav iela gatvė utca út
rue avenue boulevard bd. impasse chemin quai allée place calle avenida avda. paseo plaza via viale corso piazza
ulici rua travessa strada bulevardul aleea ulica ulice ulicy ul. aleja al. osiedle os. náměstí třída trg rruga
улица улице улицы улицу ул. проспект проспекте проспекта пр. пр-т пр-кт просп. переулок переулке переулка пер.
бульвар бульваре бульвара бул. шоссе набережная набережной наб. площадь площади пл. проезд проезде тупик микрорайон
мкр. мкр квартал вулиця вулиці вул. провулок вуліца вуліцы бульвард көшесі көшесінде даңғылы кучаси хиёбони
küçəsi küçəsində küçə küç. prospekti prospektində pr. döngəsi döngə dalanı massivi qəsəbəsi mikrorayonu
caddesi caddesinde cadde cad. cd. sokağı sokağında sokak sok. sk. bulvarı bulvarında bulv. mahallesi mah. köçesi
ko'chasi ko‘chasi koʻchasi shoh kolana kolanê cadeya
փողոց փողոցի փողոցում փող. փ. պողոտա պողոտայի պողոտայում պող. նրբանցք նրբ. խճուղի թաղամաս
ქუჩა ქუჩაზე ქუჩის ქ. გამზირი გამზირზე გამზ. ჩიხი შესახვევი
οδός οδό οδού λεωφόρος λεωφ. πλατεία
رחוב רחוב ברחוב רח' שדרות שד' סמטת דרך
شارع بشارع طريق جادة زقاق حي نهج خیابان کوچه بلوار میدان گلی سڑک محلہ شەقامی کۆڵانی کوڵانی كوچىسى
मार्ग सड़क गली রোড সড়ক ถนน ซอย
"""

# Stand between the number and the name: 12 rue de la Mer.
LEADING_STREETS = "rue avenue boulevard bd. impasse chemin quai allée place cours"

# Follow a name within one word: Hauptstraße 5, Kerkstraat 12.
STREET_ENDINGS = "straße strasse str. gasse weg platz allee ufer damm straat laan plein gatan vägen veien gade katu"

# Stand between the street and the number of the house.
HOUSE_MARKS = """
no no. no: nr nr. № n n° # number house building bldg. bldg д. д дом доме дома корп. корпус строение стр. буд. будинок
ev ev: bina binası no'lu numara numarası nömrə տուն շենք შენობა სახლი № αρ. αριθμός רقم بית בית מספר
رقم بناية عمارة بيت منزل پلاک پلاك ساختمان شماره نمبر مکان ژمارە
"""

# A number after one of these is a home by itself.
FLATS = """
apt. apt apartment flat suite кв. квартира квартире квартиры квартиру mənzil mənzili mənz. daire dairesi m.
mieszkanie lägenhet wohnung appartement appt.
piso բնակարան բն. ბინა ბინაში ბ. διαμέρισμα דירה شقة شقه آپارتمان واحد فلیٹ
пәтер квартира хонадон xonadon p.o.box p.o. po box postbox postfach а/я поштова b.p. bp qutusu ص.ب صندوق ת.ד
"""

# Words of a street's name that begin small.
SMALL_WORDS = """
de la le les das dos реки князя княгини du des d' del della di da do dos e y van von der den zum zur am an of the and
und et im. им. имени ім. ім adına ad. ulu akademik akad. general
gen. şəhid doktor dr. проф. акад. генерала маршала академика героев
"""


def listed(words: str) -> frozenset[str]:
    """The words, one by one."""
    return frozenset(words.split())
