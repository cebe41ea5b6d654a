"""The words by which a register, or a name, says what an association is.

Read a line as: any of these words speaks for that kind. A star stands for any beginning or ending
of a word ("*kören" finds Väsbykören), words joined by + stand beside each other ("röda+kors*").
Words are compared in lower case; å ä ö are kept, since "kör" and "kor" are not the same.

The tables differ in who says it: in TYPES the register has sorted the association, in
UNMISTAKABLE and NAMES it has named itself. What it does stands in words_doings.py.
"""

# What the register's own sorting says; only an unmistakable name goes before.
TYPES = {
    "sports": (
        "idrott* *idrottsförening* sport* fotboll* skytteför* ridförening* ridsport* *golf* "
        "gymnastik* kampsport* riksidrottsförbundet korpen skolidrott* motionsförening* "
        "simförening* ishockey* innebandy*"
    ),
    "pensioners": "pensionär* senior* äldre veteran*",
    "disability_rights": (
        "handikapp* funktionsrätt* funktionshind* funktionsnedsatt* funktionsnedsättning* "
        "funktionsvariation* funkis* funktionsvarierade disability"
    ),
    "patient": "patient* anhörig*",
    "local_heritage": "hembygd* kulturarv heritage",
    "study_association": "studieförbund* bildningsförbund* folkbildning*",
    "folk_high_school": "folkhögskol*",
    "faith": (
        "relig* trossamfund* kyrk* samfund* församling* tros+och* *samfund faith church* "
        "livsåskådning*"
    ),
    "political": "politisk* partipolitisk* politik parti partiförening* political",
    "youth_student_league": "politiska+ungdoms* ungdomsförbund* studentförbund*",
    "scouts": "scout* scouter* *scout",
    "ethnic_language": (
        "etnisk* invandrar* nationell+minoritet nationella+minoriteter minoritet* "
        "språkförening* utländsk* kulturell+mångfald nationalitet* ethnic* immigrant*"
    ),
    "cooperative": (
        "bostadsrätt* *kooperativ* ekonomisk+förening ekonomiska+föreningar kooperation brf "
        "*brf cooperative*"
    ),
    "road_or_community_association": (
        "samfällig* vägför* vägsamfällighet* gemensamhetsanläggning*"
    ),
    "village": (
        "villaäga* villaför* byalag* samhällsförening* byförening* byaråd* egnahem* "
        "fastighetsäga* bygdeförening* ortsutveckling* lokal+utveckling* boendeförening* "
        "intresseförening+bygd* skärgårdsförening*"
    ),
    "peoples_house": (
        "samlingslokal* bygdegård* folkets+hus* folkpark* lokalhållande* allmänna+samlingslokaler"
    ),
    "outdoor_hobby": (
        "båt* *båtklubb* friluft* hobby* motor* djurför* djurklubb* hundklubb* brukshund* "
        "fiske* jakt* jägar* koloni* biodl* odlar* odling* trädgård* flyg* modell* schack* "
        "spelförening* outdoor* *scout/friluft* spel samlar*"
    ),
    "temperance": "nykterhet* temperance",
    "aid_social": (
        "humanitär* hjälp* hjälporg* frivillig* samhällsnyttig* välgörenhet* bistånd* "
        "stödförening* barnrätt* väntjänst* charity social*"
    ),
    "defence_preparedness": (
        "försvar* beredskap* civilförsvar* hemvärn* krisberedskap* frivilliga+försvars*"
    ),
    "peace": "fred fredsf* fredso* fredsr* peace",
    "international_solidarity": ("internationell* solidaritet* vänort* vänförening* vänskapsför*"),
    "nature": (
        "natur* miljö* naturskydd* fågel* ornitolog* djur+och+natur djurskydd* nature environment*"
    ),
    "climate": "klimat* climate",
    "youth": "ungdom* barn+och+ungdom* unga+örnar fritidsgård* 4h *ungdomsförening* youth",
    "student_body": "elevkår* studentkår* elevför* studentför* student*",
    "parents": "föräldra* skolför* hem+och+skola parents",
    "tenants": "hyresgäst* tenants",
    "union": "fackför* facklig* fackförbund* arbetstagar* union unions",
    "union_branch": "fackklubb* facksektion*",
    "womens_shelter": "kvinnojour* kvinnohus* *kvinnojour*",
    "girls_shelter": "tjejjour* ungdomsjour*",
    "lgbtqi": "hbtq* hbqt* lgbt*",
    "anti_racist": "antirasis* anti-rasis*",
    "refugee_solidarity": "flykting* asyl* ensamkommande* refugee*",
    "action_group": "aktionsgrupp* namninsamling*",
    "online_network": "facebook* nätgrupp* sociala+medier",
}

# Types that leave room: a name or the activities may say it better.
VAGUE_TYPES = {
    "culture": (
        "kultur* musik* dans* teater* konst* kör* media* hantverk* hemslöjd* film* culture* "
        "cultural* music* kulturskola arts litteratur* körförening* orkester*"
    ),
    "outdoor_hobby": "fritid* intresse*+hobby* djur* leisure",
    "village": "",
    "aid_social": "kvinnoförening* kvinnoorganisation*",
}

# Types that say nothing: they count as an empty cell.
EMPTY_TYPES = (
    "övrig övriga annan andra other others diverse saknas okänd okänt förening föreningar "
    "intresse intresseförening intresseföreningar none blandad blandade ideell ideella "
    "bidragsberättigad ej ingen och sammanslutning sammanslutningar org organisation "
    "organisationer övr i annat registrerad mötesplatsförening mötesplatsföreningar "
    "vuxenförening idéburna idéburen"
)

# What an association calls itself, so that nothing else needs asking.
UNMISTAKABLE = {
    "tenants": "hyresgästför* hyresgästerna* *hyresgästförening*",
    "union_branch": (
        "kommunal+sektion* sektion+kommunal seko+klubb* unionenklubb* unionen+klubb* "
        "vision+klubb* metallklubb* *fackklubb* verkstadsklubb* byggnads+klubb* "
        "lärarförbundet+klubb* kommunal+klubb* transport+klubb*"
    ),
    "union": (
        "vårdförbundet* lärarförbundet* sveriges+lärare fackförbund* fackförening* "
        "*fackförening* lo-facken lo+facken akademikerförbundet* byggnads seko "
        "handelsanställda* elektrikerna hotellfacket if+metall livsmedelsarbetare* "
        "pappersarbetare* transportarbetare* fastighetsanställda* musikerförbundet "
        "skådespelarförbundet journalistförbundet* polisförbundet* läkarförbundet* "
        "tandläkarförbundet fysioterapeuterna sveriges+ingenjörer finansförbundet "
        "tjänstemannaför* saco jusek akavia tco facklig+samorg* kommunalarbetare* "
        "kommunal+avdelning* syndikalist* sac+lokal* sveriges+skolledare "
        "brandmännens+riksförbund psykologförbundet arbetsterapeuterna"
    ),
    "womens_shelter": (
        "kvinnojour* *kvinnojour* kvinnojouren* kvinnohus* kvinnors+jour kvinnojourer"
    ),
    "girls_shelter": "tjejjour* *tjejjour* tjej+och+kvinnojour trans+och+tjejjour ungdomsjour*",
    "lgbtqi": (
        "rfsl* hbtq* hbtqi* *pride queer* homosexuella* transföreningen lgbtq* pride transammans"
    ),
    "anti_racist": "antirasis* *mot+rasism antinazis* sos+rasism antirasistisk*",
    "refugee_solidarity": (
        "flyktinghjälp* flyktinggrupp* flyktingar* asylkommitté* asylgrupp* asylrätts* "
        "ensamkommande* ensamk refugees* hej+främling nyanlända* ensamk/nyanlända "
        "papperslösa* flyktingsolidaritet*"
    ),
    "climate": (
        "klimat* *klimataktion* fridays+for+future extinction+rebellion omställning* "
        "klimataktion rebellmamm*"
    ),
    "nature": (
        "naturskydds* *naturskydds* fältbiologerna* ornitolog* fågelklubb* botanisk* "
        "naturvårds* miljöförbund* jordens+vänner naturföreningen miljöföreningen greenpeace* "
        "wwf fågelförening* fågelskådar* *fågelklubb* herpetolog* entomolog*"
    ),
    "peace": (
        "fredsför* fredsgrupp* fredsråd* fredsrörelse* ikff kvinnor+för+fred svenska+freds "
        "kristna+freds* fn-förening* fn+förening* fnförening* fredskommitt*"
    ),
    "international_solidarity": (
        "palestinagrupp* *palestinagrupp* afrikagrupp* latinamerikagrupp* västsahara* "
        "amnesty* kubanska+vänskap* svensk-kubanska svensk+kubanska "
        "internationella+solidaritet* solidaritetskommitté* emmaus* sos+barnbyar unicef* "
        "plan+sverige läkare+utan+gränser individuell+människohjälp barnfonden diakonia "
        "ingenjörer+utan+gränser vänortsför* palestinsk+solidaritet* burmakommitté* "
        "erikshjälpen* *afghanistankommitt* afghanistankommitt*"
    ),
    "pensioners": (
        "pro pensionär* *pensionärer* *pensionärsförening* spf spf-seniorerna skpf* rpg rpg-* "
        "pensionärernas pensionärsför* pensionärsf seniornet* seniorernas skpf eläkeläiset "
        "eläkeläisyhdistys kyrkopensionär* väntjänst+seniorer pro-förening* spf+seniorerna "
        "aktiva+seniorer* pensionärsgille* seniorförening* seniorklubb* pensionärs"
    ),
    "disability_rights": (
        "fub fub-* *fub dhr handikapp* hso funktionsrätt* hörselskad* hrf synskad* *synskad* "
        "srf afasi* autism* *autism* attention attention-* dövas döva dövförening* dövblind* "
        "unga+rörelsehindrade rörelsehindrad* personskade* rtp neuroförbund* neurologiskt nhr "
        "neuro rbu hjärnkraft* strokeför* funkis* grunden npf* rsmh social+och+mental "
        "handikap* handikappade* attentionförening* downs+syndrom dyslexi* dyslektik* "
        "tunnelseende parasport* parasportklubb parasportförening *dövas dövhistoriska "
        "vuxendöva* hörselförening* självständigt+liv stamnings* utvecklingsstörda döva+barn"
    ),
    "patient": (
        "reumatiker* astma* allergi* diabetes* hjärtlung* hjärt-* *lungsjuka* cancer* "
        "bröstcancer* prostatacancer* psoriasis* celiaki* parkinson* alzheimer* demens* "
        "*demens* anhörig* anhöriga* ilco epilepsi* elöverkänsliga* elöverkänslig* "
        "endometrios* fibromyalgi* mag+och+tarm* migrän* cystisk+fibros ms-förening* "
        "osteoporos* balans+riks* hjärtebarn* barncancer* blodcancer* cancerför* stroke "
        "*cancerför* sarkoidos hiv* lupus ehlers* tourette* elöverkänsligas patientförening* "
        "hjärt hjärtsjuk* hjärtför* njurför* njursjuk*"
    ),
    "local_heritage": (
        "hembygd* *hembygd* fornminnes* släktforsk* *släktforsk* kulturhistorisk* fornvårdar* "
        "bygdegille hembygdsgille *hembygdsgård* kvarnförening*"
    ),
    "scouts": (
        "scout* *scout *scoutkår* *scouter *scoutgrupp* *scoutförening* sjöscout* nsf+scout*"
    ),
    "study_association": (
        "abf sensus medborgarskolan studiefrämjandet folkuniversitetet vuxenskolan studieförb "
        "studieförbund* nbv kulturens+bildningsverksamhet ibn+rushd bilda+öst "
        "studieförbundet* jäderås+studie sv+stockholm*"
    ),
    "folk_high_school": "folkhögskola* *folkhögskola* folkhögsk*",
    "student_body": (
        "studentkår* *studentkår* elevkår* *elevkår* elevförening* elevråd* studentförening* "
        "studentnation *studentförening* ingenjörssektion* fysiksektion* *studentsektion* "
        "medicinska+föreningen odontologiska+föreningen"
    ),
    "parents": (
        "föräldraför* föräldraråd* föräldranätverk* föräldragrupp* hem+och+skola "
        "föräldraalliansen föräldrakooperativ+nätverk *föräldraförening* föräl+för föräldraf* "
        "föräldrar+och+lärare"
    ),
    "faith": (
        "församling* *församling* *kyrka *kyrkan *kyrkans *kyrkoförsamling* pastorat* "
        "*pastorat pingst* *pingstkyrka* baptist* missionsförsamling* missionskyrk* equmenia* "
        "equmenia-* islamisk* islam muslim* muslimsk* moské* moske* katolsk* katolik* "
        "buddhis* buddist* hindu* judiska+församling* frälsningsarm* adventist* ortodox* "
        "syrisk-ortodox* jehovas livets+ord krik tempel sikh* gurdwara shia shiamuslim* bahá* "
        "bahai* kristna+centret church kyrkokör svenska+kyrkan* svenska+kyrkans+unga "
        "kfuk-kfum+kyrka puja vihara zen+center zenbuddh* evangelisk* missionsförening* "
        "frikyrko* jesu+kristi kristet+center kristen* kristna ministries koptisk* mandeisk* "
        "ahmadiyya* moskén masjid imam ali+center smu salt+barn* kyrkliga ekumenisk* kyrka "
        "kyrkan kyrkans"
    ),
    "political": (
        "vänsterpartiet* socialdemokrat* socialdem socialdem+fören* socialdemokratisk* "
        "centerpartiet* moderaterna* moderata+samling* liberalerna* folkpartiet* "
        "kristdemokrat* miljöpartiet* sverigedemokrat* feministiskt+initiativ piratpartiet* "
        "arbetarekommun* s-förening* s-kvinnor *partiet medborgerlig+samling centerkvinn* "
        "moderatkvinn* partiet+nyans centern centerns *s-förening s+kvinnor kommunistisk* "
        "arbetarpartiet* rättvisepartiet* kommunistiska+partiet sd v-föreningen *väljarna "
        "*listan-lokalt centeravdelning* tro+och+solidaritet broderskap* borgerlig+samling"
    ),
    "youth_student_league": (
        "ssu ssu-klubb* ung+vänster grön+ungdom muf luf cuf kdu ungsvenskarna "
        "ungdomsförbundet centerstudenter liberala+ungdoms* moderata+ungdoms* s-studenter "
        "vänsterns+studentförbund gröna+studenter röd+ungdom centerpartiets+ungdoms*"
    ),
    "temperance": (
        "iogt* iogt-nto* nykterhet* junis unf blåband* blå+band* templar* ntolog "
        "motorförarnas+helnykter* mhf nto-* wira+logen +godtemplar godtemplar* länkarna "
        "*länkarna anonyma+alkolister aa-grupp* nykterhetsrörelsens"
    ),
    "defence_preparedness": (
        "civilförsvar* *civilförsvar* hemvärn* *hemvärn* lottakår* *lottakår* lottor frg "
        "frivillig+resursgrupp* befälsutbildning* försvarsutbildar* fbu bilkår* "
        "frivilliga+bilkår* flygvapenför* sjövärns* brandförsvar* brandkår* brandvärn* "
        "frivilliga+radio* krisberedskap* värnför* sjöräddning* kriscentrum+försvar "
        "försvarsförening* militärhistorisk* flottans+män fältartilleri* "
        "kamratförening+regement*"
    ),
    "peoples_house": (
        "bygdegård* *bygdegård* folkets+hus* folketshus* folkets+park* ordenshus* "
        "samlingslokal* församlingshem+lokal föreningshus* föreningsgård* byggnadsförening* "
        "folkpark* medborgarhus* föreningslokal* byggdegård* bystug*"
    ),
    "cooperative": (
        "brf bostadsrättsför* bostadsrättsf bostadsföreningen bostadsförening* hsb hsb-* "
        "riksbyggen* *kooperativ* kooperativa konsumentförening* coop+medlem* kollektivhus* "
        "föräldrakooperativ* personalkooperativ* konsum+förening kooperativet byggemenskap*"
    ),
    "road_or_community_association": (
        "samfällighet* *samfällighet* sammfällighet* vägförening* *vägförening* "
        "vägsamfällighet* vägsamf* vägfören *samfällighetsför* vattenförening* samf "
        "bredbandsför* fiberförening* bryggförening* fiber+ekonomisk* *bryggförening* "
        "va-förening* brygglag* *brygglag hamnförening*"
    ),
    "village": (
        "byalag* *byalag byaråd* *byaråd byaförening* byförening* samhällsförening* villaäga* "
        "*villaäga* villaför* egnahem* *egnahem* fastighetsäga* fastighet+ägar* tomtäga* "
        "*tomtäga* sommarstugeför* skärgårdsråd* skärgårdsstiftelse* öråd* lokalsamhälle* "
        "bygdeför* *bygdeför* intresseförening+för+bygden grannsamverkan* stugför* stugägar* "
        "boendeförening* *boendeförening* områdesförening* bygderåd* byalaget "
        "stadsdelsförening* stadsdelsråd* skärgårdsförening* *boförening "
        "hela+sverige+ska+leva villaförening* öbor* *villaförening* *villor grannar+i "
        "kvartersförening* bygdens+framtid bygdegrupp* *fastighetsäga* byutveckling*"
    ),
    "aid_social": (
        "röda+kors* rödakors* rotary* inner+wheel zonta* soroptimist* odd+fellow* "
        "rädda+barnen* hela+människan stadsmission* majblomm* grannstöd* väntjänst* verdandi "
        "mansjour* *mansjour* killjour* brottsoffer* godman* *godman* gode+män stödcentrum* "
        "hjälpförening* nattvandr* *nattvandr* farsor* morsor* kriscentrum* livets+hjälp "
        "second+hand secondhand matbank* bufff äldrekontakt min+mat soppkök* "
        "stödförening+för+barn kamratstöd* spes suicid* hopp+för+barn maskrosbarn* "
        "trygga+barn* familjehem* fosterhem* väntjänsten missing+people anhörigstöd+social "
        "livräddning* blodgivar* hjälporganisation* besöksgrupp* kfuk-kfum+social "
        "human+bridge lc+lions anonyma+narkomaner *hjälpen fryshuset+social barnens+rätt "
        "frivilligcentr* volontär* kris fmn rodakors* röda+korset lions+club* lions+klubb* "
        "räddningsmission* frimurar*"
    ),
    "youth": (
        "4h *4h 4h-klubb* unga+örnar ungdomsförening* *ungdomsförening* ungdomens+hus "
        "fritidsgård* *fritidsgård* ungdomsgård* fritidsklubb* ungdomsråd* ungdomsrörelse* "
        "ungdomscenter* knattar* junior+achievement ungdomsklubb* ungdomsverksamhet parkleken "
        "ungdomskultur*"
    ),
    "outdoor_hobby": (
        "friluftsfrämjandet* friluftsfr* stf svenska+turistföreningen* brukshund* *brukshund* "
        "kennelklubb* koloni* *koloni* kolonilott* odlingslott* jordlott* *odlingslott* "
        "biodlar* *biodlar* frimärk* filatelist* jaktvårds* jaktklubb* jaktskytte* viltvård* "
        "*jaktlag fiskevård* *fiskevård* fiskeklubb* *fiskeklubb* sportfisk* flugfisk* "
        "båtklubb* *båtklubb* båtsällskap* *båtsällskap* båtförening* båtförbund* motorklubb* "
        "*motorklubb* motorbåt* mck mc-klubb* modellflyg* *modellflyg* radioamatör* bridge* "
        "*bridge* schack* *schack* trädgårdssällskap* trädgårdsför* trädgårdsällskap* "
        "trädgårdsamatör* trädgårdsgille* campingklubb* caravanklubb* husvagn* akvarie* "
        "datorförening* rollspel* spelförening* lajv* veteranbil* fordonsklubb* katthem* "
        "kattförening* hundklubb* *hundklubb* jordbruk+hobby samlarför* *samlarför* "
        "vandringsförening vandrarförening* hundungdom* flygklubb* *flygklubb* segelflyg* "
        "ballongklubb* whisky* munskänk* ölklubb* vinklubb* astronomi* järnvägsklubb* "
        "frisksport* snöskoter* *skoterklubb* kanotleden sörmlandsleden odlarförening* "
        "odlareförening* linodlar* biodlareförening* *biodlareförening* modelljärnväg* "
        "dragracing mc svenska+turistfören* turistfören* turistförening* *hundsklubb* "
        "blomstervän* *papegoj* bastu bastuför* bastuklubb* bastusällskap* sverok"
    ),
    "ethnic_language": "hemspråk* modersmål* sameby* same+by",
}

# What a name usually means, unless the register's own type says otherwise.
NAMES = {
    "sports": (
        "idrott* *idrott* sport sports sportklubb* *sportklubb* bollklubb* fotboll* *fotboll* "
        "fotbollsklubb* football* soccer futsal* innebandy* *innebandy* floorball* handboll* "
        "*handboll* basket* *basket* volley* *volleyboll* bandy* bandyklubb* ishockey* "
        "hockey* *hockey* tennis* *tennis bordtennis* *bordtennis* badminton* padel* *padel* "
        "pickleball* squash* golf* *golf* minigolf* bangolf* discgolf* frisbee* bowling* "
        "*bowling* boule* *boule petanque* curling* gymnast* *gymnastik* gymnastikf* gymmix* "
        "cheer* *cheerleading friidrott* *friidrott* löpar* löpning* runners running "
        "triathlon* *triathlon endurance orientering* *orientering* skidklubb* skidor skid* "
        "slalom* alpin* snowboard* skridsko* *skridsko* konståkning* *konståkning* isdans* "
        "simklubb* simsällskap* simförening* sim *sim simhopp* synchro vattenpolo* babysim* "
        "dykar* *dykar* dykklubb* livräddning+idrott kanot* *kanot* kajak* paddl* rodd* "
        "roddklubb* segling* segelsällskap* *segelsällskap* kappsegl* vindsurf* vattenskid* "
        "wakeboard* ridklubb* *ridklubb* ridsällskap* ryttar* *ryttar* ryttare ridskola "
        "fältritt* *ritt hästsport* voltige* islandshäst* ridande travsällskap* karate* "
        "*karate* judo* *judo* jiujitsu* ju-jutsu* jujutsu* aikido* taekwondo* taekwon-do* "
        "kendo* budo* *budo* kampsport* kampkonst* boxning* boxing* thaiboxning* kickbox* "
        "muay mma bjj brottning* brottar* fäktning* fäktklubb* fäkt* capoeira* dojo goju "
        "wado* wadoryu* shotokan* shorinji* kung+fu kungfu tai+chi wushu* krav+maga bågskytt* "
        "*bågskytt* skytte* *skytte* pistol* pistolskytt* sportskytt* luftgevär* jaktskytt* "
        "tyngdlyft* styrkelyft* kraftsport* atlet* *atlet* atletklubb* gym styrketräning* "
        "crossfit* fitness* friskis* svettis korp* korpen* korpförening* motion* *motion* "
        "motionsförening* cykel* *cykelklubb* cykelklubb* mountainbike* mtb bmx* cricket* "
        "*cricket* rugby* baseball* baseboll* softboll* softball* lacrosse* landhockey* "
        "amerikansk+fotboll australisk* dans+sport danssport* parkour* klätter* klättr* "
        "skate* skateboard* inline* rullskrid* agility* hundkapp* rodel* kälk* bobsleigh* "
        "varpa* varpklubb* kubb* mölkky* dart* biljard* snooker* esport* e-sport* motorsport* "
        "*motorsport* motocross* enduro* speedway* racing* gokart* karting* rally* bilsport* "
        "fallskärm* parasport* paralymp* if ik bk sk fk ff fc is aik ibk ibf hk hc btk ok gk "
        "kk gf gif goif ifk bois ais vk ss tk hf sfk ssk skf bmk tkd fbc fotbollklubb* "
        "idrottskamrat* kamraterna allians+idrott idrottsallians* utd united athletic* "
        "athletics club+de+futbol sc sport-* gympa* yoga* bollspel* squashklubb* aif bif hif "
        "hbk bbk fbk bike* cycle cycling ocr tabata qigong* chi-gong martial+arts fighting "
        "bollsällskap* roddförening* *roddförening distansritt* motionsklubb* *sportförening "
        "*sportsällskap sportif* *sportcenter roller+derby"
    ),
    "culture": (
        "kör kören *kören *kör körer *körer körförening* choir* chorus *choir gospel* *sång "
        "*sångare* sångkör* sångensemble* manskör* damkör* kammarkör* vokal* vokalensemble* "
        "visans visförening* visklubb* ensemble* *ensemble orkester* *orkester* *orkestern "
        "symfoni* *symfoni* symfoniker* musik* *musik* musikkår* storband blås blåsorkester* "
        "blåsar* brass* brassband* band bigband big+band jazz* *jazz* blues* rockklubb* "
        "kammarmusik* spelman* *spelmän spelmän* spelmans* låtgille* dragspel* gitarr* piano* "
        "opera* operett* konst konstför* konstnär* *konstnär* konstrund* konsthall* "
        "konsthant* konstklubb* konstgrupp* målar* *målarna målargrupp* måleri* akvarell* "
        "skulptör* keramik* grafik* grafiker* *grafikerna ateljé* ateljéför* foto* fotoklubb* "
        "*foto* film* *film* filmstudio* bio biograf* kino teater* *teater* teatern *teatern "
        "theater* theatre* amatörteater* revy* *revy* *revyn spex* *spexet scen* scenkonst* "
        "scenskola* cirkus* cirkör estrad* poesi* litter* *litter* författar* skriv* "
        "bokcirkel* bibliotek* *bibliotek* bok läsfrämj* kultur *kultur kulturför* "
        "kulturfören* kulturhus* kulturell* kulturgård* kulturgrupp* kulturklubb* kulturcent* "
        "kultur* *kulturförening* museum* museet *museum *museet museiför* *museums* slöjd* "
        "*slöjd* hemslöjd* väv* *vävstuga* vävstug* textil* hantverk* *hantverk* keramiker* "
        "dans dansen dansför* dansförening* danssällskap* dansklubb* dansgille* dansskola* "
        "dansare* *dansare *dansklubb* folkdans* *folkdans* gammaldans* squaredans* "
        "square+dance squaredance* square square+dancers linedance* line+dance dance* dancers "
        "*dancers balett* ballet* balfolk* bugg* salsa* tango* swing* squaredancers swingers "
        "danza gille riksteater* närradio* *närradio* radio radioför* podd* tidskrift* "
        "humanistisk* estet* folklor* festival* *festival* carnaval* samba* arkivför* "
        "föreningsarkiv* *sällskapet musikaliska culture cultura cultural vikinga* vikingar* "
        "medeltid* revyförening* jiddisch* jul+konsert *konsert* låt folkmusik* kantele* "
        "mandolin* sextett* kvartett* *sextett *kvartett *toner *voices voices *stämman "
        "röster song songs toner konstvän* tv lokal-tv lokaltv* bokbind* fine+art sällskapet "
        "sång sångar* sångförening* sånggrupp* sångsällskap* gillet *gille *gillet rock "
        "slottet slotts *slotts konstfräm*"
    ),
    "ethnic_language": (
        "finska* finsk finskspråkig* finländ* suomi* suomalai* suomalaiset sverigefinsk* "
        "sverigefinska* estnisk* estniska* lettisk* litauisk* rysk* ryska* ukrainsk* "
        "ukrainska* polsk* polska* tjeckisk* slovakisk* ungersk* ungerska* rumänsk* "
        "bulgarisk* grekisk* grekiska* svensk-grekiska serbisk* serbiska* kroatisk* "
        "kroatiska* bosnisk* bosniska* bosnien* slovensk* makedonisk* albansk* albanska* "
        "kosovo* kosova* turkisk* turkiska* kurdisk* kurdiska* kurd* assyrisk* assyriska* "
        "assyrier* syriansk* syrianska* syrianer* syrisk* syriska* arameisk* arameiska* "
        "kaldeisk* armenisk* armeniska* iransk* iranska* persisk* persiska* persis* afghan* "
        "afgansk* afghansk* irakisk* irakiska* arabisk* arabiska* libanesisk* palestinsk* "
        "palestinska* egyptisk* marockansk* tunisisk* algerisk* eritreansk* eritreanska* "
        "eritrea* etiopisk* etiopiska* ethiopian* tigrian* oromo* somalisk* somaliska* "
        "somali* somalia* sudan* sudanes* gambia* gambian* ghana* ghanan* nigeria* nigerian* "
        "kenya* uganda* tanzania* zanzibar* kongo* kongolesisk* kamerun* senegal* "
        "sierra+leone afrikansk* afrikanska* african* afro* chilensk* chilenska* chile "
        "peruansk* peru bolivi* boliviansk* ecuador* colombia* colombian* latinamerikan* "
        "latin* latino* latinska spansk* spanska* spanskspråkig* portugis* brasili* uruguay* "
        "argentin* el+salvador salvador* kuban* mexikan* dominikansk* bangladesh* bengal* "
        "bengalisk* bengali* indisk* indiska* indian india indien* tamil* tamilsk* sri+lanka* "
        "srilankesisk* pakistan* pakistansk* nepal* nepales* kinesisk* kinesiska* chinese* "
        "japansk* koreansk* thailändsk* thai thaikultur* vietnam* vietnamesisk* filippin* "
        "filipino* filipinsk* indonesisk* mongol* uzbek* kazak* azerbajdzjan* azerbaj* "
        "georgisk* kirgizisk* tjetjen* romsk* romer* romernas romani resande* samisk* "
        "sameför* same-* judisk* judiska* tornedal* tornedaling* tyska* tysk* tysktalande "
        "engelsk* franska* fransk* italiensk* italienska* katalansk* dansk+svenska danska* "
        "norska+förening* isländsk* islänning* svensk-* nordkurd* dersim* barzani* kermashan* "
        "nuer* luo igbo* yoruba* hazar* hazara* uigur* tibet* lao laotisk* esperanto* "
        "österbotten* österbottning* invandrar* invandrarför* immigrant* mångkultur* "
        "mångkulturell* interkultur* multikult* maharashtra* marathi* malayal* kannada* "
        "telugu* gujarat* punjab* sanskriti* hindi andes bangla sverige-finska suryoyo* "
        "assur* kopter*"
    ),
    "outdoor_hobby": (
        "båt* *båt båtar bk+båt marin* marina hamn* brygga* yacht* motor* *motor* bil "
        "bilklubb* *bilklubb* cruisers *cruisers bilentusiaster volvo* veteran* jakt* jägar* "
        "fiske* fiskare hundar katter kanin* fågel+hobby hästar hobby* samlar* *samlare* "
        "trädgård* *trädgård* odling* odlare blomster* rosor bonsai kaktus* modell* flyg* "
        "radiostyr* lego* brädspel* kortspel* vandring* vandrar* friluft* *friluft* husbil* "
        "camping* järnväg* släkt* data* dator* spelkul gaming* nerd* aktiespar* aktieklubb* "
        "husdjur* höns* svamp* ångfartyg* ångbåt* skepps* skeppslag* fritid* fritids* sup "
        "allmogebåt* snickar* pyssel* segelflyg* segelklubb* odlarna odlar* fiskar* hund "
        "hundsällskap* *hundsällskap* hundfräm* hundägar* kattklubb* häst spel spelklubb* "
        "tågklubb*"
    ),
    "political": (
        "politisk* parti* väljar* listan demokraterna* republikan* monarkist* rojalist* "
        "folkomröstning* sossarna"
    ),
    "youth": (
        "ungdom* barn+och+ungdom *ungdom kids junior* juniorer teen tjejer killar ungdoms* "
        "fritidshem* lov+aktiviteter girls boys tjej* barngrupp* barnförening* ung ungdomar* "
        "kfum kfuk unga"
    ),
    "pensioners": (
        "senior* seniorer* *seniorer äldre* veteranringen pensions* daglediga* 55+ 60+ 65+ "
        "veteranklubb*"
    ),
    "faith": (
        "kyrk kristus guds gud bibel* helig* sankt+församling andlig* tro meditation* "
        "mission* missions* gudstjänst* *kapell+förening islamiska+kultur* koran* church* "
        "christ* christian god jesus spiritual* ortodoxa"
    ),
    "aid_social": (
        "hjälp* stöd* *hjälpen social* *stöd jour* *jouren humanitär* humanitära frivillig* "
        "välgör* trygg* tillsammans* medmänsk* gemenskap* mötesplats* integration* "
        "integrations* kvinnoförening* kvinnor* kvinno* kvinnonätverk* mentor* språkcaf* "
        "träffpunkt* behandling* rehab* missbruk* drogfri* kvinnocenter* kvinnocentrum* "
        "kamratför* kamratförening* barnens* lions bris"
    ),
    "village": (
        "vänner+av+bygden grannar *grannar boende* *boende stadsdel* bygd* intresseförening+ö "
        "samhälls* lokal+utveckling* by+gemenskap värna* skärgård* *skärgård landsbygd* "
        "hagalund+levande rädda* bevara*"
    ),
    "nature": (
        "natur *natur miljö* ekologi* skogsträdgård* permakultur* *fåglar sjöns+vänner "
        "vattenvård* ekopark* skärgårdsmiljö biologisk* djurskydd* djurens+rätt *sjöns"
    ),
    "peace": "fred peace fredens",
    "international_solidarity": (
        "solidaritet* *solidaritet* solidarisk* vänskap* *vänskapsför* international* "
        "internationell* norden human+rights mänskliga+rättigheter africa afrika biståndsför* "
        "bistånd* svalorna"
    ),
    "climate": "klimat* hållbar* solenergi* vindkraft*",
    "union": (
        "facklig* facket arbetarrörelse* personalklubb+fack kommunal vision transport handels "
        "unionen"
    ),
    "parents": "föräldra* föräldrar* mammagrupp* familjeförening+skola skolans+vänner waldorf*",
    "cooperative": (
        "ekonomisk+förening ek+för ek+förening upa u.p.a bostads* andelsförening* lantmanna* "
        "konsum coop"
    ),
    "student_body": "student* studenter* elev* högskola* universitet*",
    "study_association": "folkbildning* bildningsförbund* studiecirk* studie*",
    "defence_preparedness": (
        "försvar* beredskap* regement* luftvärn* flottans militär* veteranförbundet fältjägar*"
    ),
    "action_group": (
        "aktionsgrupp* upprop* namninsamling* protest* nej+till stoppa motståndsgrupp*"
    ),
    "online_network": "facebookgrupp* nätgrupp*",
    "patient": "sjuka* *sjukas sjukdom* autoimmun*",
    "disability_rights": "funktions* hörsel* rullstol* halliwick* funktionsnedsatt*",
    "local_heritage": (
        "kvarnförening* industrihistori* minnes* *minnes* fornlämn* historia* historisk* "
        "*historiska tradition* slottets+historia"
    ),
    "peoples_house": "festplats* gårdens+lokal folkets bystuga* byskola* loge *logen",
    "refugee_solidarity": "asyl* flykting*",
}

# Places, and words, that look like something they are not.
NOT_WORDS = "botkyrka botkyrkas kyrkby kyrkbyn kyrkbyns kyrkviken nykyrka nykyrkas transport"

# What follows "pro" when it is not the pensioners' organisation.
AFTER_OTHER_PRO = (
    "musica arte patria gym event sport team fitness life memoria padel golf tennis bike "
    "boxing fighters dance dans"
)
