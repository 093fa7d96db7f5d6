"""Invented sentences with private details between ⟦ and ⟧, and sentences that hold none."""

from __future__ import annotations

PHONE = """
Call me any time on ⟦+1 202 555 0143⟧, we would like to talk.
My number is ⟦(202) 555-0187⟧ and I still live there.
You can reach the family at ⟦202-555-0112⟧.
ring ⟦555-0134⟧ after six
My sister: ⟦+44 20 7946 0958⟧
phone ⟦020 7946 0321⟧, ask for Mary
Her mobile was ⟦07700 900123⟧ until the end.
whatsapp ⟦+447700900456⟧
Write to us or call ⟦00 44 7700 900 789⟧.
My office ⟦+1.202.555.0199⟧ is open.
cell: ⟦2025550176⟧
tel. ⟦92-15-44⟧
We had the telephone ⟦4-15-44⟧ in those years.
Please phone ⟦55 01 23⟧ in the evening
Anyone who knew him: ⟦(0) 555 123 4567⟧
my number is ⟦٠٥٥٥١٢٣٤٥٦⟧
Contact ⟦+49 30 23125 987⟧ please
Meine Nummer ist ⟦030 23125 654⟧.
Tel.: ⟦0171 / 3920 123⟧
Rufen Sie mich an: ⟦+49 (0)171 39 20 456⟧
Appelez-moi au ⟦01 99 00 12 34⟧ s'il vous plaît.
Mon portable : ⟦06.39.98.45.67⟧
Téléphone ⟦+33 1 99 00 56 78⟧
Mi teléfono es ⟦+34 900 555 123⟧.
Llámame al ⟦612 555 012⟧
Il mio numero è ⟦06 5550 1234⟧
Mój numer: ⟦+48 601 555 012⟧
Zadzwoń: ⟦22 555 01 23⟧
Мой телефон ⟦+7 495 555-01-23⟧, звоните.
Звоните ⟦8 (495) 555-01-45⟧ после семи.
моб. ⟦8-916-555-01-67⟧
Тел: ⟦89165550189⟧
тел. ⟦55-01-23⟧, спросить Анну
Номер соседки ⟦555 01 34⟧.
Ватсап ⟦+7 916 555 01 56⟧
Наш домашний телефон был ⟦5-01-23⟧.
Мій номер ⟦+380 44 555 01 23⟧
Телефонуйте ⟦044 555 01 67⟧
Маё тэлефон ⟦+375 17 555-01-23⟧
Нөмірім ⟦+7 727 555 01 23⟧
Mənim nömrəm ⟦+994 12 555 01 23⟧
Zəng edin: ⟦(012) 555-01-45⟧
nömrə ⟦050 555 01 67⟧
Telefonum ⟦0505550189⟧
⟦+994505550123⟧ nömrəsinə yazın.
mobil ⟦051-555-01-12⟧, axşam
Telefon: ⟦012 5550134⟧
Bizə ⟦070 555 01 56⟧ zəng edə bilərsiniz
Telefonum ⟦0532 555 01 23⟧.
Beni ⟦+90 212 555 01 45⟧ numaradan arayın.
Numaram ⟦(0212) 555 01 67⟧
cep ⟦0 532 555 01 89⟧
Իմ հեռախոսը ⟦+374 10 55 01 23⟧ է։
հեռ. ⟦010 55-01-45⟧
Զանգեք ⟦093 55 01 67⟧
Հեռախոս՝ ⟦(0312) 5-01-23⟧
ჩემი ნომერია ⟦+995 32 255 01 23⟧
ტელ. ⟦555 01 23 45⟧
დამირეკეთ ⟦032 255 01 67⟧
رقمي ⟦٠٥٠ ٥٥٥ ٠١٢٣⟧ اتصلوا بي
هاتف: ⟦+961 1 555 012⟧
جوال ⟦٠٥٥٥٠١٢٣٤٥⟧
اتصل على ⟦00963 11 555 0123⟧
موبايل ⟦+20 2 5550 1234⟧
شماره من ⟦۰۲۱-۵۵۵۰۱۲۳۴⟧
تلفن: ⟦۰۹۱۲ ۵۵۵ ۰۱۲۳⟧
موبایل ⟦+98 21 5550 1234⟧
فون ⟦042-5550123⟧ پر بات کریں
میرا نمبر ⟦0300 5550123⟧ ہے
הטלפון שלי ⟦03-5550123⟧
נייד ⟦052-555-0123⟧
טל' ⟦+972 3 555 0145⟧
τηλ. ⟦210 555 0123⟧
Το τηλέφωνό μου ⟦+30 210 555 0145⟧
मेरा फ़ोन ⟦०११ ५५५० १२३४⟧ है
फोन ⟦+91 11 5550 1234⟧
আমার নম্বর ⟦০২-৫৫৫০১২৩⟧
โทร ⟦๐๒ ๕๕๕ ๐๑๒๓⟧
电话 ⟦010-5550 1234⟧
手机：⟦１３８５５５０１２３４⟧
私の電話は⟦03-5550-1234⟧です
전화 ⟦02-555-0123⟧
telefonum: ⟦+994 (50) 555 – 01 – 34⟧
It is ‎⟦+961 3 555 012⟧‎ as always
nömrə ⟦055/555/01/23⟧
""".strip().splitlines()

EMAIL = """
Write to ⟦anna.meadow@example.org⟧ please.
mail me: ⟦river_stone+memory@mail.example.com⟧
⟦ANNA@EXAMPLE.ORG⟧
My address is ⟦anna @ example.org⟧
⟦anna (at) example.org⟧
⟦anna[at]example.com⟧ is mine
reach me: ⟦anna at example dot com⟧
⟦anna (at) example (dot) org⟧
Пишите на ⟦anna@example.ru⟧
почта ⟦анна@пример.рф⟧
⟦anna собака example точка ru⟧
⟦anna[собака]example.ru⟧
Mənə yazın: ⟦aynur.dag@example.az⟧
e-poçt:⟦d_ag@mail.example.az⟧
Bana yazın ⟦deniz.kaya@example.com.tr⟧
Գրեք ⟦ani@example.am⟧ հասցեով
მომწერეთ ⟦mta@example.ge⟧
اكتب إلي على ⟦nahr@example.org⟧
بريدي ⟦nahr.jabal@example.com⟧ فقط
ایمیل ⟦kooh@example.ir⟧
כתבו אל ⟦har@example.co.il⟧
γράψτε στο ⟦vouno@example.gr⟧
邮箱：⟦shan@example.cn⟧
メールは⟦yama@example.jp⟧
이메일 ⟦san@example.kr⟧
⟦anna＠example.org⟧
Mail an ⟦berg-tal@example.de⟧, danke
⟦anna.o'meadow@example.org⟧
mailto ⟦ärger.müller@example.de⟧
écrivez à ⟦montagne@example.fr⟧.
""".strip().splitlines()

LINK = """
See ⟦https://example.org/anna⟧ for pictures.
⟦http://example.org⟧
More at ⟦www.example.org/memory⟧
look: ⟦example.org/anna-and-the-sea⟧
my page is ⟦instagram.com/anna.meadow⟧
⟦t.me/annameadow⟧
⟦wa.me/15555550143⟧
map: ⟦https://maps.example.com/?q=40.4093,49.8671⟧
⟦goo.gl/maps/AbCdEf⟧
here ⟦maps.app.goo.gl/XyZ123⟧ it is
⟦facebook.com/groups/sea⟧
⟦youtu.be/abc123⟧
⟦hxxp://example.org⟧ without the x
⟦geo:40.4093,49.8671⟧
⟦tg://resolve?domain=annameadow⟧
Смотрите ⟦vk.com/anna_meadow⟧
наш сайт ⟦пример.рф⟧
сайт: ⟦example.ru⟧
Səhifəm ⟦example.az/aynur⟧
bax: ⟦https://example.az/səhifə⟧
sayfam ⟦www.example.com.tr⟧
կայքը՝ ⟦example.am⟧
საიტი ⟦example.ge/mta⟧
موقعي ⟦example.com/نهر⟧
کانال ⟦t.me/kooh_example⟧
האתר ⟦example.co.il⟧
σελίδα ⟦example.gr/vouno⟧
网站 ⟦http://example.cn/山⟧
サイト ⟦https://example.jp/⟧
⟦bit.ly/3abcDEF⟧
⟦skype:anna.meadow?call⟧
(⟦https://example.org/a_(b)⟧)
⟦ftp://example.org/file⟧
⟦EXAMPLE.COM⟧
Visit ⟦sub.domain.example.info⟧ soon
""".strip().splitlines()

COORDINATES = """
Our house stood at ⟦40.4093, 49.8671⟧.
⟦40.40930 49.86710⟧
⟦-33.8688, 151.2093⟧
here: ⟦40.4093° N, 49.8671° E⟧
⟦40°24′33″N 49°52′02″E⟧
⟦40° 24' 33" N⟧, 49° 52' 02" E
⟦40°24.555'N⟧
координаты ⟦40,4093; 49,8671⟧
⟦40°24′ с. ш.⟧
Дом стоял тут: ⟦55.7558 37.6173⟧
koordinatlar ⟦40.3777/49.8920⟧
الإحداثيات ⟦٤٠٫٤٠٩٣، ٤٩٫٨٦٧١⟧
مختصات ⟦۳۵٫۶۸۹۲، ۵۱٫۳۸۹۰⟧
⟦8FVC9G8F+6W⟧
near ⟦9G8F+6WX⟧ in town
⟦///filled.count.soap⟧
⟦38TMK 12345 67890⟧
⟦40.1792 N, 44.4991 E⟧
坐标 ⟦39.9042，116.4074⟧
⟦41.7151, 44.8271⟧ იქ იყო
""".strip().splitlines()

ADDRESS = """
We lived at ⟦12 Sea Street⟧ all our life.
My mother still lives at ⟦221 North Hill Avenue⟧.
⟦7 Old Mill Lane⟧, the green door
the house at ⟦45a Green Road⟧
⟦1600 River Boulevard⟧ is where I am
I live in ⟦Flat 3⟧, second floor
⟦Apt. 4B⟧ in the same house
⟦P.O. Box 1234⟧
her home is on ⟦Station Road 15⟧
Postcode ⟦ZZ9 9ZZ⟧
⟦22 Saint Mary's Square⟧
number ⟦9 Harbour Terrace⟧
Ich wohne in der ⟦Seestraße 12⟧.
⟦Bergstr. 5⟧, zweiter Stock
⟦Alte Mühlgasse 7⟧ in der Stadt
Wir lebten am ⟦Birkenweg 19⟧
⟦Straße der Freiheit 3⟧
J'habite ⟦12 rue de la Mer⟧.
⟦3 bis avenue des Tilleuls⟧
⟦45, boulevard Victor⟧ à gauche
Vivo en la ⟦Calle Mayor 5⟧
⟦Avenida del Mar, 21⟧
Abito in ⟦Via Roma 12⟧
⟦Piazza Nuova 3⟧
Mieszkam na ⟦ul. Długiej 5⟧ od lat
⟦ulica Morska 12⟧
⟦al. Lipowa 7⟧
Bydlím v ⟦ulici Nové 4⟧
Ik woon in de ⟦Kerkstraat 12⟧
⟦Zeelaan 8⟧
Moro na ⟦rua das Flores, 25⟧
⟦Strada Lungă 14⟧
Kossuth ⟦utca 5⟧
Jag bor på ⟦Havsgatan 3⟧
Мы живём на ⟦улице Садовой, 12⟧.
⟦ул. Садовая, д. 5⟧, второй подъезд
⟦ул. Лесная 7⟧ кв. 12
Адрес: ⟦проспект Мира, дом 10⟧
⟦пр-т Нефтяников 22⟧
⟦пер. Тихий, 3⟧
дом 5, ⟦кв. 34⟧
⟦квартира 12⟧ на третьем этаже
⟦бульвар Цветов 8⟧
⟦набережная реки Мойки, 14⟧
⟦шоссе Северное, 40⟧
⟦площадь Победы, 2⟧
⟦улица 28 Мая 15⟧
⟦мкр. 6⟧, первый дом
⟦улица им. Героев, 9⟧
⟦а/я 45⟧ на почте
Живу ⟦вул. Садова, 12⟧
⟦вулиця Лісова 7⟧
⟦вуліца Лясная, 5⟧
⟦Абай көшесі 12⟧
⟦Dəniz küçəsi 12⟧ bizim ev idi.
⟦Bağlar küç. 7⟧
⟦Azadlıq prospekti 45⟧
⟦Sahil küçəsi, ev 3⟧
⟦mənzil 5⟧, ikinci mərtəbə
⟦Dəniz döngəsi 4⟧
⟦8-ci mikrorayonu, bina 12⟧ yaşayırıq
⟦AZ1000⟧ Bakı
Biz ⟦küçəsi 14⟧ tərəfdə
⟦Deniz Caddesi No: 12⟧
⟦Çam Sokak 5⟧
⟦Lale Sok. No:7⟧ daire 3
⟦Bahçe Mah. No 4⟧
⟦Atlas Bulvarı 22⟧
⟦Daire 6⟧, kapı solda
⟦Սարերի փողոց 12⟧
⟦Գետի փ. 5⟧
⟦Այգիների պողոտա, տուն 7⟧
⟦բն. 14⟧
⟦ბაღის ქუჩა 12⟧
⟦მთის ქ. 5⟧
⟦ზღვის გამზირი 21⟧
⟦ბინა 7⟧ მეორე სართული
أسكن في ⟦شارع البحر رقم ١٢⟧
⟦شارع النهر 5⟧
⟦شقة ٣⟧ الطابق الثاني
⟦طريق الجبل بناية 7⟧
⟦حي الزهور 12⟧
⟦ص.ب 1234⟧ في المدينة
⟦خیابان دریا پلاک ۱۲⟧
⟦کوچه بهار ۵⟧
⟦واحد ۳⟧ طبقه دوم
⟦گلی نمبر ۵⟧ میں رہتے ہیں
גרנו ⟦ברחוב הים 12⟧
⟦רחוב האלון 5⟧ בקומה שנייה
⟦דירה 3⟧
⟦שדרות הגן 21⟧
⟦שד' הגן 4⟧
⟦Οδός Θάλασσας 12⟧
⟦Λεωφ. Βουνού 5⟧
我住在海⟦路12号⟧
中山⟦街5號⟧
さくら町⟦2丁目3⟧番
⟦12番地⟧に住んでいました
바다⟦로 12⟧에 살았다
산들⟦길 5⟧
ถนน⟦ 12⟧
""".strip().splitlines()

RECEIPT_FORMS = (
    "My code is ⟦{}⟧.",
    "код ⟦{}⟧ сохраните",
    "kod: ⟦{}⟧",
    "رمزي ⟦{}⟧",
    "2026 ⟦{}⟧",
)

NOTHING = """
He was born on 25.02.1992 and died in 2011.
From 1941 to 1945 they were apart; 1941–1945.
The years 1941 1942 1943 1944 were the hardest.
On 25-26 February 1992 it was very cold.
1992-02-25
25/02/1992 - 26/02/1992
On 02/25/1992 we left.
Он родился 25 февраля 1992 года, умер 12.11.2020.
С 1941 по 1945 год.
1988-1994-cü illərdə
1992-ci il fevralın 25-dən 26-na keçən gecə
١٩٩٢/٠٢/٢٥
في عام ١٩٤٣
۱۳۷۰/۱۲/۰۶
There were 1,000,000 people, 613 of them from our town.
1 000 000 человек
12 500 000 marks
1.000.000 lira
He was 1.82 m tall and weighed 75.5 kg.
π is 3.14159265
at 12:30 and again at 14:45:10
ISBN 978-3-16-148410-0
page 12, chapter 3, verse 16
Psalm 23, John 3:16
The 5th of May, the 21st century.
Room 12 in the hospital, ward 5.
School No. 132, class 7b.
School 7 stood on our street.
We walked down the street in 1992.
На улице было холодно, минус 20.
На нашей улице жили 5 семей.
Küçədə 5 uşaq oynayırdı.
Sokakta 3 çocuk vardı.
Փողոցում 5 երեխա էր խաղում։
ქუჩაში 5 ბავშვი თამაშობდა.
في الشارع خمسة أطفال
The road was 40 kilometres long, the land 940 square kilometres.
40 km, 12 °C, 90%
the temperature fell to -20°
ф. 1234, оп. 5, д. 678, л. 12
12/345
15 people, 3 cars, 2 dogs
They had 7 sons and 8 daughters, 45 grandchildren.
Tel Aviv in 1948
e.g. this, i.e. that, etc.
Конец.Начало
She said:"No."He went.
5 кв. м земли
1 + 1 = 2
aged 3, 7 and 12
His number in the camp was 174517.
Его номер был 174517.
The number 613 meant much to him.
numbers 1-2-3
1.2.3.4.5.6.7
versions 1.2.3
200–300 people
20 000
100 000 manat
№ 5
in the year 5752
The 366th regiment
GAZ-66
T-72, BMP-2, Mi-24
Il-76
7,62 mm
""".strip().splitlines()
