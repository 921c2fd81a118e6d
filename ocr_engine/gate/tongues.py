"""Small words of languages, and how often letters follow each other in the languages that are written in Latin."""

from __future__ import annotations

#: Words without which hardly a sentence is made, in old and new spelling.
SMALL_WORDS: dict[str, str] = {
    "en": (
        "the of and to in a that it is was he for with his on be at by had not are but from or have an "
        "they which one were her all she there would their him been has when who more no if out so said "
        "what up its about than into them only can other time could these two may then do any my now such "
        "like our over even most me after also did many before must through back where much your way well "
        "down should because each just those people how too under between being last while never same "
        "another might whose upon thou thy thee hath unto shall this we as you i will"
    ),
    "de": (
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an "
        "werden aus er hat dass daß sie nach wird bei einer um am sind noch wie einem über einen so zum "
        "war haben nur oder aber vor zur bis mehr durch man sein wurde sei ihre ihr seine wir ich kann "
        "gegen vom können wenn unter wo was ihm ihn jedoch dann da mir uns diese dieser dieses seiner "
        "seinem seinen hatte waren welche welcher welches alle ohne zwischen schon sehr hier doch denn "
        "daher dieselben einigen eines ward seyn bey"
    ),
    "fr": (
        "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont "
        "avec ou son aux cette ont ses mais comme on tout nous sa été elle si leur deux même ils aussi "
        "peut être fait lui bien sans entre après était dont donc cet ces je vous leurs où y avait toute "
        "toutes tous m'a c'est d'un d'une qu'il n'est l'on celui celle ceux point fut ainsi encore très "
        "moi mon ma mes quand quelque notre votre sous vers chez puis car estoit avoit étoit faire"
    ),
    "la": (
        "et in est non ad ut cum quod qui ex sed si quae ab esse aut per a etiam sunt atque hoc nec eius "
        "ac de enim id quam se autem ne pro ipse sub neque erat quo quidem vel fuit eo nihil ita iam "
        "tamen quia nam ea inter haec his omnia ille illa sit eum me te tibi mihi nos ante post sine "
        "super apud dum sic ubi quoque ergo nunc eorum suum sua suo deus dei dominus rex qua quibus cuius "
        "quem is hic haud igitur usque propter anno die fuerunt habet potest omnes"
    ),
    "es": (
        "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o "
        "este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos "
        "durante todos uno les ni contra otros ese eso ante ellos e esto mí antes algunos qué unos yo "
        "otro otras otra él tanto esa estos mucho era fue había ser son está han"
    ),
    "it": (
        "di e il la che in a per un del è una sono con non si da le dei nel al alla i come più della "
        "anche ma gli lo delle o se ha dalla su questo essere tra suo nella sua ed era dal fu questa sul "
        "loro quando dopo così ai prima cui tutti stato tutto chi sia già degli io mi ci vi ne noi voi "
        "egli quella quello dove mai nei sulla senza ogni altro altra due però poi"
    ),
    "nl": (
        "de van het een en in is dat op te zijn met voor niet die aan er om ook als dan maar bij of uit "
        "nog naar heeft ze wordt door over hij deze was hun werd tot haar meer dit geen kan veel zich wel "
        "al na worden had onder moet we tegen twee andere mijn zal zou ons ik je wat waar den der des "
        "zeer hebben heb zoo"
    ),
    "pt": (
        "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das "
        "tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era "
        "depois sem mesmo aos ter seus quem nas me esse eles estão você tinha foram essa num nem suas meu "
        "às minha têm numa pelos elas havia"
    ),
    "sv": (
        "och i att en det som på är av för med den till inte har de ett om han men var jag sig från vi så "
        "kan man när år säger hon under också efter eller nu sin där vid mot ska skulle kommer ut får "
        "finns vara hade alla andra mycket än här då sedan över bara in blir upp även vad få två vill ha "
        "många hur mer går sitt dessa detta blev"
    ),
    "da": (
        "og i at det er en til af på for med de den som der har et ikke var han jeg sig fra men om vi kan "
        "man så ved ham havde hun da nu over efter eller sin alle når være kunne under også op mod hvor "
        "skal blev os mig dem hans hendes deres blive dette denne disse hvis meget ind ud hvad"
    ),
    "pl": (
        "w i na z się do nie to że jest o jak od po a co za dla przez ale tym są przy tego tak było był "
        "oraz już tylko jego może być które czy lub który która ich jej ma bardzo także pod jako więc "
        "przed nad aby tej tych ten ta by byli został"
    ),
    "cs": (
        "a v na se je že s z do i o to za k po ve by si ale jako jeho od pro jsem tak být ze jsou co při "
        "bylo která který které jen nebo již až však jak její bude není také když byl byla byly podle pod "
        "ke tento této"
    ),
    "hu": (
        "a az és hogy nem is egy volt de ez meg csak már azt mint ha el vagy még ki van pedig be sem mert "
        "minden aki lehet kell amely után szerint ezt nagy így most majd azonban"
    ),
    "fi": (
        "ja on ei se että oli hän en ole mutta joka kun myös niin tai sen ovat kuin jos vain mukaan hänen "
        "nyt jo sitä ollut jotka sekä voi kanssa siitä mitä siis ne tämä tämän"
    ),
    "ro": (
        "și de în a la cu pe nu o să că un din este mai se pentru care al ale au fi prin fost sau sunt "
        "dar lui dacă după era ca cum când această acest toate fără"
    ),
}
#: ISO 639-2 and 639-3 names of the same.
SAME_LANGUAGE = {
    "eng": "en", "ger": "de", "deu": "de", "gmh": "de", "nds": "de", "fre": "fr", "fra": "fr", "frm": "fr",
    "fro": "fr", "lat": "la", "spa": "es", "ita": "it", "dut": "nl", "nld": "nl", "por": "pt", "swe": "sv",
    "dan": "da", "nor": "da", "no": "da", "nb": "da", "nob": "da", "pol": "pl", "cze": "cs", "ces": "cs",
    "hun": "hu", "fin": "fi", "rum": "ro", "ron": "ro", "enm": "en", "ang": "en",
}  # fmt: skip
#: For each letter ("_" is the edge of a word) how usual the next one is, from 0 to 9, each step about twice as
#: often: _abcdefghijklmnopqrstuvwxyz. Counted over sixteen languages, without accents.
FOLLOWING = (
    "087888767866788786788786046"
    "856675474645878452878663345"
    "453006000650521500541500040"
    "560406007624301700436600024"
    "770038031761344600543520023"
    "965766564646779454988554626"
    "450006310600300600402400020"
    "661027143610414600554600040"
    "660017000520422600325420020"
    "764767663445768754587550105"
    "560026100301123500023410001"
    "661106001514432600445521040"
    "782158242733733620166730041"
    "875017000700243650052600020"
    "972577473724426741278740053"
    "846564353545678552876655024"
    "570206123400602750634530020"
    "200000000000100000000600000"
    "884468343734464731566643044"
    "962628445736533652278625035"
    "981209226803233742757633063"
    "763547351644677450777532304"
    "570007000600003600321300030"
    "550005002500003520030204030"
    "510102000400000120004000000"
    "623323122111423450044020022"
    "562126000503024410013402033"
)
