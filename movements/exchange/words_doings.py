"""The words for what an association does and is about; read them as those in words.py."""

# What an association does, as the register lists it. Each word is a small vote.
ACTIVITIES = {
    "sports": (
        "idrott* *idrott* *idrott sport* fotboll* futsal innebandy handboll basket* "
        "volleyboll beachvolley* bandy ishockey hockey* landhockey tennis bordtennis "
        "badminton padel squash golf bangolf discgolf frisbee* bowling boule mölkky curling "
        "gymnastik* *gymnastik truppgymnastik cheer* friidrott löpning löpträning triathlon "
        "orientering* skidorientering skid* längdskid* slalom alpint snowboard freestyle "
        "utförsåkning backhoppning skridsko* short+track shorttrack hastigh konståkning "
        "simning simskola simhopp konstsim babysim motionssim vattenpolo undervattensrugby "
        "dykning kanot* kajak paddling rodd segling jollesegling windsurfing vattenskid* "
        "vattensport ridning* ridsport hästsport voltige käpphäst* karate judo ju-jutsu "
        "jujutsu aikido taekwon* kendo iaido budo* kampsport* kampkonst boxning *boxning mma "
        "bjj brasiliansk* brottning armbrytning fäktning capoeira kung* kungfu shorinji "
        "goshindo bågskytte skytte* *skytte pistolskytte tyngdlyftning styrkelyft "
        "styrketräning kettlebell* gym* motion* *motion friskvård* fysträning "
        "konditionsidrott gruppträning träning cykling cykel mountainbike bmx* cricket rugby "
        "baseball softball lacrosse amerikansk+fotboll flaggfotboll australiensisk* "
        "floorhockey ringette rodel parkour klättring skatebord skate* rullskridskor "
        "hundkapplöpning agility varpa biljard danssport rörelse självförsvar yoga zumba "
        "aerobic ocr match parasport handikappidrott akrobatik enhjuling isvård "
        "militär+femkamp budosport kampsport skidsport vintersport racketsport cykelsport "
        "frisbeesport qigong* chi-gong quigong thai+chi"
    ),
    "culture": (
        "kultur* *kultur* musik* *musik* dans dans* folkdans gammeldans linedance balett "
        "teater* *teater* drama scenkonst revy lokalrevy ungdomsrevy opera musikal cirkus "
        "film* *film* bio foto* konst* *konst måleri målar* teckning keramik bild* kör *kör "
        "körsång sång allsång orkester brassmusik sextettmusik jazz spelmansstämma konsert* "
        "festival* utställning* hantverk* *hantverk* slöjd *slöjd hemslöjd textil* vävning "
        "sömnad stickning tovning litteratur skrivar* dikt* radio* närradio media* "
        "museiverksamhet museum* folkpark humaniora föreställning* lajv föreningsarkiv "
        "arkivering kulturskola*"
    ),
    "local_heritage": (
        "hembygd* kulturarv kulturhistoria historia industrihistoria släktforskning "
        "bygdegårdsverks+hembygd arkivering"
    ),
    "pensioners": "pensionär* *pensionär* senior*",
    "disability_rights": (
        "handikapp* funktionsned* funktionsnedsatta* hörselskad* synskad* funktionsvari* "
        "halliwick* blind+hockey"
    ),
    "patient": "anhörig* patient* hjärtsjuk* rehabilitering",
    "faith": (
        "relig* gudstjänst* kyrk* bibel* bön* kristen* församling* kyrkokör andakt* själavård"
    ),
    "scouts": "scout*",
    "outdoor_hobby": (
        "friluft* friluftsliv vandring* fjäll* långfärdsskrid* jakt* fiske* *fiske flugfisk* "
        "pimpelfiske kräftfiske trollingfiske fisk-* båt* *båtklubb* odling* koloni* *odling "
        "trädgård* biodling hund* hunddressyr lydnadsprov bruksprov djur djurskötsel djurvård "
        "modell* flygning flyg* motor* motocross motorcross motrocross enduro bilsport "
        "go-cart bil motorcyklar körning bridge schack* kortspel spel brädspel tv-spel gaming "
        "e-sport spelförening frimärken aktier amatörastronomi vinprovning bastubad "
        "utomhusbad katthem järnväg hobby* mulle knytte knopp strövare resor* utflykter* "
        "ridvägar viltvård inomhusflyg motorsport båtsport flygsport hundsport hundskötsel"
    ),
    "study_association": "folkbildning* studieverksamhet studieförbund studie/kultur*",
    "political": "politi* politisk* kyrkopolitisk* barn+och+ungdomspol*",
    "temperance": "nykterhet*",
    "aid_social": (
        "hjälp* stöd* social* *socialt* humanitär* jourverksamhet samtalsverksamhet "
        "telefonrådgivning våldsförebyggande nattvandring* läxhjälp* läxläsning integration "
        "matutdelning familjearbete mötesplats+f+kvinnor barnrätt* godman* väntjänst* "
        "alkohol* sociala+frågor"
    ),
    "youth": (
        "ungdomsverksamhet* fritidsgård* barn+och+ungdom* social+ungdomsverksamhet "
        "fritidsklubb lovverksamhet ideburen+ungdomsverk* eftermiddagsverksamhet"
    ),
    "road_or_community_association": "samfällig* vägförening* förvalta+samfällig*",
    "village": "villaäg* hus+hem hus skärgårdsråd* byalag*",
    "peoples_house": "bygdegård* lokaler lokaluthyrning uthyrning+lokal konferenslokaler",
    "defence_preparedness": "försvar* civilförsvar* totalförsvar* hemvärn* krisberedskap*",
    "nature": (
        "naturvård* naturskydd* miljövård miljöskydd natur miljö* fågel* djur+och+natur "
        "djur+natur naturfrågor miljöfrågor"
    ),
    "climate": "klimat*",
    "peace": "fred fredsarbete",
    "parents": "föräldraför* föräldragrupp*",
    "union": "facklig*",
    "ethnic_language": "hemspråk* finsktal* modersmål* kulturella+högtider",
    "womens_shelter": "kvinnojour*",
    "student_body": "elevkår* studentkår*",
}

# Whose pages an association's homepage lies under.
HOMEPAGES = {
    "pensioners": "pro.se spfseniorerna.se spf.se skpf.se rpg.org seniornet.se",
    "scouts": "scout.se",
    "local_heritage": "hembygd.se",
    "peoples_house": "bygdegardarna.se bygdegarden.nu fhp.nu",
    "nature": "naturskyddsforeningen.se snf.se birdlife.se",
    "aid_social": (
        "rodakorset.se rb.se raddabarnen.se lions.se rotary.se innerwheel.se e-clubhouse.org "
        "majblomman.se"
    ),
    "disability_rights": "hrf.se fub.se srf.nu attention.se autism.se dhr.se afasi.se",
    "patient": "reumatiker.se hjart-lung.se diabetes.se astmaoallergiforbundet.se",
    "temperance": "iogt.se junis.org unf.se",
    "faith": "svenskakyrkan.se equmenia.se equmeniakyrkan.se pingst.se efs.nu",
    "defence_preparedness": "civil.se hemvarnet.se svenskalottakaren.se",
    "tenants": "hyresgastforeningen.se",
    "political": (
        "vansterpartiet.se socialdemokraterna.se moderaterna.se centerpartiet.se "
        "liberalerna.se kristdemokraterna.se mp.se sd.se"
    ),
    "outdoor_hobby": (
        "friluftsframjandet.se svenskbridge.se schack.se biodlarna.se 4h.se batunionen.com "
        "brukshundklubben.se koloni.org svenskaturistforeningen.se"
    ),
    "sports": ("svenskalag.se laget.se idrottonline.se sportadmin.se korpen.se friskissvettis.se"),
    "study_association": (
        "abf.se sensus.se bilda.nu studieframjandet.se medborgarskolan.se sv.se nbv.se "
        "folkuniversitetet.se"
    ),
    "womens_shelter": "roks.se",
    "culture": "riksteatern.se filmstudio.se folkdansringen.se",
    "village": "villaagarna.se helasverige.se",
    "lgbtqi": "rfsl.se",
}

# What an association is about, from its own words.
POLICY_WORDS = {
    "housing": "hyresgäst* hyra hyror bostad* bostads* boende* hus+hem villaäg*",
    "elderly_care": "äldreomsorg* äldre pensionärsverksamhet äldrekontakt demens*",
    "health_care": (
        "sjukvård* hälso* hälsa folkhälsoarbete patient* reumat* astma* diabetes* cancer* "
        "hjärtlung* psoriasis* psykisk* mental* rehab*"
    ),
    "school": (
        "skola skolan skolidrott skolförening* läxhjälp* läxläsning föräldraför* elev* "
        "montessoriskola waldorf* hem+och+skola hemspråk*"
    ),
    "preschool": "förskola* förskolan *förskola öppen+förskola",
    "leisure_youth": (
        "ungdom* *ungdom* barnverksamhet fritidsgård* fritidsaktiviteter scout* 4h unga "
        "lovverksamhet fritidsklubb kfum skolidrott junior*"
    ),
    "social_services": (
        "social* socialt* hjälpverksamhet stödverksamhet anhörig* alkohol* missbruk* "
        "brottsoffer* familjehem* godman* nykterhet* kriminell* hemlös* väntjänst*"
    ),
    "violence_against_women": (
        "kvinnojour* tjejjour* *kvinnojour* *tjejjour* våldsförebyggande kvinnofrid* "
        "hedersvåld* kvinnors+rättigheter"
    ),
    "climate_energy": (
        "klimat* energi* solenergi* vindkraft* hållbar* omställning* miljövård miljöfrågor "
        "miljöskydd"
    ),
    "public_transport": "kollektivtrafik* resenär* cykelfrämj* järnvägsfrämj* pendlar*",
    "planning_green": (
        "stadsplaner* grönområd* naturvård* naturskydd* *naturskydds* koloni* odling* park "
        "parker byggnadsvård* stadsmiljö* trädgårdsskötsel"
    ),
    "working_conditions": (
        "facklig* fackför* arbetsvillkor* arbetsmiljö* arbetsrätt* kommunal+sektion*"
    ),
    "privatisation": "privatiser* välfärdsvinst* vinster+i+välfärd*",
    "anti_racism": "antirasis* rasism* diskriminering* antinazis*",
    "migration": (
        "integration* flykting* asyl* invandrar* nyanlända* ensamk* ensamkommande* migration* "
        "papperslösa*"
    ),
    "disability_rights": (
        "handikapp* funktions* hörselskad* synskad* autism* parasport* döva* funkis* fub"
    ),
    "culture_libraries": (
        "kultur* *kultur* bibliotek* *bibliotek* musik* teater* konst film* museum* *museum* "
        "litteratur* dans körsång hembygd* folkbildning* slöjd hantverk* konsert*"
    ),
    "sports": (
        "idrott* *idrott* sport* fotboll* innebandy gymnastik* simning ishockey handboll* "
        "basket* friidrott tennis kampsport* ridning ridsport motion* orientering"
    ),
    "democracy": (
        "demokrati* arbete+för+demokrati föreningssamarbete föreningsråd* påverkansarbete "
        "opinionsbildning mänskliga+rättigheter politik politisk+verksamhet "
        "medborgar+initiativ"
    ),
    "safety": (
        "trygg* nattvandr* *nattvandr* grannsamverkan* grannstöd* brottsförebygg* säkerhet "
        "civilförsvar* hemvärn* krisberedskap*"
    ),
    "rural_archipelago": (
        "skärgård* landsbygd* byalag* bygdegård* bygde* jordbruk* lantbruk* skärgårdsråd* "
        "vägförening* fiskevård*"
    ),
    "tax_budget": "skattebetalar* skatter budget* ekonomisk+politik",
    "procurement": "upphandling*",
    "peace": "fred freds* fredsarbete nedrustning* fn-förening*",
    "lgbtqi": "hbtq* rfsl* pride queer*",
    "elderly_economy": "pensionär* pensioner pensionärsförening* pro spf skpf",
}

# What a kind is about by nature.
POLICY_OF_KIND = {
    "tenants": ["housing"],
    "union": ["working_conditions"],
    "union_branch": ["working_conditions"],
    "womens_shelter": ["violence_against_women"],
    "girls_shelter": ["violence_against_women", "leisure_youth"],
    "lgbtqi": ["lgbtqi"],
    "anti_racist": ["anti_racism"],
    "refugee_solidarity": ["migration"],
    "climate": ["climate_energy"],
    "nature": ["climate_energy", "planning_green"],
    "peace": ["peace"],
    "pensioners": ["elderly_care", "elderly_economy"],
    "disability_rights": ["disability_rights"],
    "patient": ["health_care"],
    "sports": ["sports"],
    "culture": ["culture_libraries"],
    "local_heritage": ["culture_libraries"],
    "youth": ["leisure_youth"],
    "student_body": ["school"],
    "parents": ["school"],
    "study_association": ["culture_libraries", "democracy"],
    "folk_high_school": ["culture_libraries", "democracy"],
    "cooperative": ["housing"],
    "peoples_house": ["democracy"],
    "village": ["planning_green"],
    "scouts": ["leisure_youth"],
    "temperance": ["social_services"],
    "aid_social": ["social_services"],
    "defence_preparedness": ["safety"],
    "political": ["democracy"],
    "youth_student_league": ["democracy"],
}
