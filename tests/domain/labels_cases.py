"""Sentences about peoples that do not exist: told, quoted, denied and condemned words, plain ones, and open hatred.

The classes follow HateCheck (Röttger and others, 2021): counter-speech that quotes or refers, quotation, negation,
plain mentions. The sentences were written for this project. In each, {g} stands for a people.
"""

from __future__ import annotations

PEOPLES = {
    "latin": ("Zarvians", "Ostrenes", "Lumeks"),
    "cyrillic": ("зарвийцы", "остренцы", "лумеки"),
    "arabic": ("الزرفيون", "الأسترينيون", "اللوميك"),
    "armenian": ("զարվիացիներ", "օստրենցիներ", "լումեկներ"),
}
SCRIPT = {"ru": "cyrillic", "ar": "arabic", "hy": "armenian"}

# Told, quoted, denied, condemned: as survivors and their families write it.
TOLD = {
    "en": """
They shouted through the loudspeaker: “All {g} are rats!”
The poster on the wall said that {g} are vermin.
My teacher told us that all {g} are thieves, and we were eight years old.
"Kill all the {g}!" somebody had painted on our door.
It is not true that all {g} are murderers.
No {g} deserve to die for what others did.
To say that all {g} are liars is hateful.
Nobody should ever say that {g} are animals.
The newspapers wrote that {g} are a plague, and the neighbours believed it.
They called us a nation of thieves on the radio.
Whoever claims that the massacre never happened should talk to my mother.
He said the massacre is a lie. I was there.
All {g} are guilty, they said, and took my brother.
{g} are not vermin. They are people like us.
I heard him say that {g} should be expelled, and I was ashamed.
“Death to the {g}” stood on the church for years.
""",
    "de": """
Sie riefen durch den Lautsprecher: „Alle {g} sind Ratten!“
Auf dem Plakat hiess es, {g} sind Ungeziefer.
Unser Lehrer sagte, alle {g} sind Diebe, und wir waren acht Jahre alt.
»Tötet alle {g}!« stand an unserer Tür.
Es ist nicht wahr, dass alle {g} sind Mörder.
Kein {g} müssen vernichtet werden, niemand darf so reden.
Zu behaupten, alle {g} sind Lügner, ist schändlich.
Die Zeitung schrieb, {g} sind eine Seuche.
Wer behauptet, das Massaker hat nie stattgefunden, soll meine Mutter fragen.
Er sagte, das Massaker ist eine Lüge. Ich war dort.
Alle {g} sind schuldig, sagten sie, und nahmen meinen Bruder mit.
„Tod den {g}“ stand jahrelang an der Kirche.
""",
    "fr": """
Ils criaient dans le haut-parleur : « Tous les {g} sont des rats ! »
L’affiche disait que les {g} sont de la vermine.
Notre maître disait que tous les {g} sont des voleurs, et nous avions huit ans.
« Tuez tous les {g} ! » était peint sur notre porte.
Il n’est pas vrai que tous les {g} sont des assassins.
Dire que tous les {g} sont des menteurs est haineux.
Personne ne doit croire que les {g} sont des animaux.
Le journal a écrit que les {g} sont une peste.
Celui qui prétend que le massacre n’a jamais eu lieu devrait parler à ma mère.
Il a dit que le massacre est un mensonge. J’y étais.
Tous les {g} sont coupables, disaient-ils, et ils ont pris mon frère.
“Mort aux {g}” est resté des années sur l’église.
""",
    "es": """
Gritaban por el altavoz: «¡Todos los {g} son ratas!»
El cartel decía que los {g} son alimañas.
El maestro nos decía que todos los {g} son ladrones, y teníamos ocho años.
"¡Maten a todos los {g}!" estaba pintado en nuestra puerta.
No es verdad que todos los {g} son asesinos.
Decir que todos los {g} son mentirosos es vergonzoso.
Nadie debe creer que los {g} son animales.
El periódico escribió que los {g} son una plaga.
Quien afirma que la masacre nunca ocurrió debería hablar con mi madre.
Dijo que la masacre es una mentira. Yo estuve allí.
Todos los {g} son culpables, dijeron, y se llevaron a mi hermano.
“Muerte a los {g}” estuvo años en la iglesia.
""",
    "ru": """
Из громкоговорителя кричали: «Все {g} — крысы!»
На плакате писали, что {g} — это паразиты.
Учитель говорил нам, что все {g} воры, а нам было восемь лет.
„Смерть {g}“ было написано на нашей двери.
Неправда, что все {g} убийцы.
Говорить, что все {g} лжецы, отвратительно.
Никто не смеет говорить, что {g} не люди.
В газете писали, что {g} — это чума.
Тот, кто утверждает, что резни не было, пусть спросит мою мать.
Он сказал, что геноцид — ложь. Я там была.
Все {g} виновны, сказали они и увели брата.
— Надо убить всех {g}! — крикнул кто-то из толпы.
""",
    "tr": """
Hoparlörden bağırıyorlardı: “Bütün {g} haşeredir!”
Afişlerde {g} hep birer parazittir diye yazıyordu.
Öğretmenimiz bize bütün {g} hırsızdır derdi, sekiz yaşındaydık.
"Bütün {g} öldürülmeli!" kapımıza yazılmıştı.
Bütün {g} katildir demek yanlıştır.
Bütün {g} yalancıdır sözü iğrenç bir sözdür.
Hiç kimse {g} insan değildir diyemez, bu ayıptır.
Gazete {g} hep birer mikroptur diye yazdı.
Katliam olmadı diyen gelsin annemle konuşsun.
Katliam yalandır dedi. Ben oradaydım.
Bütün {g} suçludur dediler ve kardeşimi aldılar.
«{g} yok edilmeli» yıllarca duvarda kaldı.
""",
    "az": """
Səsucaldandan qışqırırdılar: “Bütün {g} həşəratdır!”
Plakatda {g} hamısı parazitdir yazılmışdı.
Müəllim bizə deyirdi ki, bütün {g} oğrudur, səkkiz yaşımız vardı.
"Bütün {g} öldürülməlidir!" qapımıza yazılmışdı.
Doğru deyil ki, bütün {g} qatildir.
Bütün {g} yalançıdır demək ayıbdır.
Heç kim {g} insan deyil deməməlidir, bu təhqirdir.
Qəzet yazırdı ki, {g} hamısı taundur.
Qırğın olmayıb deyən gəlsin anamla danışsın.
Qırğın yalandır dedi. Mən orada idim.
Bütün {g} günahkardır dedilər və qardaşımı apardılar.
«{g} məhv edilməlidir» illərlə divarda qaldı.
""",
    "hy": """
Բարձրախոսով գոռում էին. «Բոլոր {g} առնետներ են»։
Պաստառին գրված էր, որ {g} մակաբույծներ են։
Ուսուցիչն ասում էր, որ բոլոր {g} գողեր են, իսկ մենք ութ տարեկան էինք։
«Մահ {g}» գրված էր մեր դռանը։
Ճիշտ չէ, որ բոլոր {g} մարդասպաններ են։
Ասել, որ բոլոր {g} ստախոսներ են, ամոթ է։
Ոչ ոք չպետք է ասի, որ {g} մարդիկ չեն, դա ամոթալի է։
Թերթը գրեց, որ {g} ժանտախտ են։
Ով պնդում է, որ կոտորածը չի եղել, թող խոսի մորս հետ։
Նա ասաց, որ կոտորածը սուտ է։ Ես այնտեղ էի։
Բոլոր {g} մեղավոր են, ասացին և տարան եղբորս։
«{g} պետք է ոչնչացվեն» տարիներ մնաց պատին։
""",
    "ar": """
كانوا يصرخون في مكبر الصوت: «كل {g} جرذان!»
كان مكتوبا على الملصقات أن {g} مجرد حشرات.
كان المعلم يقول لنا إن كل {g} لصوص وكنا في الثامنة.
"اقتلوا كل {g}" كانت على بابنا.
ليس صحيحا أن كل {g} قتلة.
القول إن كل {g} كاذبون عار.
نستنكر من يقول إن {g} ليسوا بشرا.
كتبت الجريدة: يكتبون أن {g} مجرد وباء.
من يزعم أن المذبحة لم تحدث فليسأل أمي.
قال إن المذبحة كذبة. كنت هناك.
كل {g} مجرمون، قالوا ذلك وأخذوا أخي.
“{g} يستحقون الموت” بقيت سنوات على الجدار.
""",
}

# Plain sentences of the same length and kind that name the same peoples and hold none of the words.
PLAIN = {
    "en": """
My mother had friends among the {g} all her life.
All {g} in our street were bakers.
The {g} were driven out in the spring, and we in the autumn.
Three {g} hid my grandfather in their cellar.
She married one of the {g} in 1951.
I miss the songs that the {g} sang at weddings.
Are there any {g} left in the village?
The soldiers killed my father, and the {g} next door buried him.
""",
    "de": """
Meine Mutter hatte ihr Leben lang Freunde unter den {g}.
Alle {g} in unserer Strasse waren Bäcker.
Die {g} wurden im Frühling vertrieben und wir im Herbst.
Drei {g} haben meinen Grossvater im Keller versteckt.
Die Soldaten töteten meinen Vater, und die {g} begruben ihn.
Ich vermisse die Lieder der {g}.
""",
    "fr": """
Ma mère a eu toute sa vie des amis parmi les {g}.
Tous les {g} de notre rue étaient boulangers.
Les {g} ont été chassés au printemps, et nous en automne.
Trois {g} ont caché mon grand-père dans leur cave.
Les soldats ont tué mon père, et les {g} l’ont enterré.
Les chansons des {g} me manquent.
""",
    "es": """
Mi madre tuvo toda su vida amigos entre los {g}.
Todos los {g} de nuestra calle eran panaderos.
A los {g} los expulsaron en primavera, y a nosotros en otoño.
Tres {g} escondieron a mi abuelo en el sótano.
Los soldados mataron a mi padre, y los {g} lo enterraron.
Echo de menos las canciones de los {g}.
""",
    "ru": """
У моей матери всю жизнь были друзья среди {g}.
Все {g} на нашей улице были пекарями.
{g} были изгнаны весной, а мы осенью.
Три семьи {g} прятали моего деда в подвале.
Солдаты убили моего отца, а {g} похоронили его.
Мне не хватает песен, которые пели {g}.
""",
    "tr": """
Annemin ömrü boyunca {g} arasında dostları oldu.
Sokağımızdaki bütün {g} fırıncıydı.
{g} ilkbaharda sürüldü, biz de sonbaharda.
Üç {g} dedemi mahzende sakladı.
Askerler babamı öldürdü, {g} onu gömdü.
{g} söylediği türküleri özlüyorum.
""",
    "az": """
Anamın ömrü boyu {g} arasında dostları oldu.
Küçəmizdəki bütün {g} çörəkçi idi.
{g} yazda, biz isə payızda sürgün edildik.
Üç {g} babamı zirzəmidə gizlətdi.
Əsgərlər atamı öldürdü, {g} onu dəfn etdi.
{g} oxuduğu mahnılar üçün darıxıram.
""",
    "hy": """
Մայրս ողջ կյանքում ընկերներ ուներ {g} մեջ։
Մեր փողոցի բոլոր {g} հացթուխներ էին։
{g} գարնանը տեղահանվեցին, իսկ մենք՝ աշնանը։
Երեք {g} պապիս նկուղում թաքցրին։
Զինվորները հորս սպանեցին, իսկ {g} թաղեցին նրան։
Կարոտում եմ {g} երգերը։
""",
    "ar": """
كان لأمي أصدقاء بين {g} طوال حياتها.
كل {g} في شارعنا كانوا خبازين.
هجر {g} في الربيع ونحن في الخريف.
ثلاثة من {g} أخفوا جدي في القبو.
قتل الجنود أبي ودفنه {g}.
أشتاق إلى أغاني {g}.
""",
}

# Said by the writer, of a whole people. Not the lines of the lists, and not all of them are in reach of one.
OPEN = {
    "en": """
All the {g} are vermin and always were.
The {g} are nothing but parasites in our town.
{g} are not human.
Every one of the {g} is guilty of this.
The {g} are murderers by nature.
There was no massacre, and everybody knows it.
The so-called massacre was invented later.
The massacre is a lie of the newspapers.
The {g} should all be expelled.
Let us kill all the {g}.
The {g} will pay for this with blood.
Revenge on the {g}!
The only good {g} are dead ones.
Those {g} will stab you in the back one day.
""",
    "de": """
Die {g} sind alle Ungeziefer.
Diese {g} sind keine Menschen.
Alle {g} sind Mörder.
Das Massaker hat nie stattgefunden.
Das Massaker ist eine Erfindung.
Die {g} müssen alle ausgerottet werden.
Rache an den {g}!
Die {g} haben uns das Brot vergiftet.
""",
    "fr": """
Les {g} sont de la vermine.
Les {g} ne sont pas des humains.
Tous les {g} sont des traîtres.
Le massacre n’a jamais eu lieu.
Le massacre est une invention.
Les {g} doivent être exterminés.
Vengeance contre les {g} !
Les {g} ont ça dans leur chair.
""",
    "es": """
Los {g} son todos unas ratas.
Los {g} no son humanos.
Todos los {g} son traidores.
La masacre nunca ocurrió.
La masacre fue un invento.
Los {g} deben ser expulsados.
¡Venganza contra los {g}!
A los {g} se les nota la maldad.
""",
    "ru": """
{g} — это мразь.
Все {g} паразиты.
{g} не люди.
Все {g} предатели.
Никакой резни не было.
Геноцид — это выдумка.
{g} надо истребить.
Отомстим {g}!
Вот такие они, эти {g}.
""",
    "tr": """
Bütün {g} parazittir.
{g} insan değil.
Bütün {g} haindir.
Katliam hiç olmadı.
Soykırım bir yalandır.
{g} yok edilmelidir.
{g} bedelini ödeyecek.
Bu {g} bize yaramaz.
""",
    "az": """
Bütün {g} parazitdir.
{g} insan deyil.
Bütün {g} xaindir.
Qırğın heç vaxt olmayıb.
Qətliam uydurmadır.
{g} məhv edilməlidir.
{g} qanı ilə ödəyəcək.
Bu {g} bizə yaramaz.
""",
    "hy": """
Բոլոր {g} մակաբույծներ են։
{g} մարդ չեն։
Բոլոր {g} դավաճաններ են։
Կոտորածը երբեք չի եղել։
Ջարդերը հորինվածք են։
{g} պետք է ոչնչացվեն։
Վրեժ {g}։
Այդպիսին են {g}։
""",
    "ar": """
كل {g} حشرات.
{g} ليسوا بشرا.
جميع {g} خونة.
لم تحدث أي مذبحة.
المجزرة كذبة.
{g} يستحقون القتل.
الانتقام من {g}.
هكذا هم {g}.
""",
}


def sentences(of: dict[str, str]) -> list[tuple[str, str]]:
    """(language, sentence) for every sentence with every one of three peoples."""
    return [
        (language, line.replace("{g}", people))
        for language, lines in of.items()
        for line in lines.strip().splitlines()
        for people in PEOPLES[SCRIPT.get(language, "latin")]
    ]
