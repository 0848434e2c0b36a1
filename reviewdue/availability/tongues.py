"""How sites say "page not found" in languages whose words do not stand apart, or for which a few phrases suffice."""

import re
import unicodedata


def _folded(pattern: str) -> str:
    """As texts are compared: decomposed, without accents."""
    letters = unicodedata.normalize("NFKD", pattern)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


# Sentences of the kind "sorry, the page you asked for is not there": what is said to be missing, some words between,
# and that it is; in each language as accents and letter case are gone.
_SENTENCES = (
    (r"page|document|adresse|article|contenu|lien|url|fiche",
     r"introuvables?|n'existe (?:pas|plus)|n'a (?:pas|pu) (?:ete|etre) trouvee?|n'est (?:pas|plus) disponible|"
     r"non trouvee?|inexistante?"),
    (r"seite|url|adresse|datei|inhalt|dokument|artikel|webseite",
     r"(?:gibt es|existiert)(?: hier)?(?: leider)? nicht(?: mehr)?|"
     r"(?:ist |wurde |konnte |kann )?(?:leider )?nicht (?:mehr )?(?:gefunden(?: werden)?|vorhanden|verfugbar)"),
    (r"pagina|recurso|contenido|documento|articulo|enlace",
     r"no (?:existe|encontrad[oa]|esta disponible|se encuentra|se encontro|se ha encontrado|ha sido encontrad[oa]|"
     r"disponible)"),
    (r"pagina|risorsa|contenuto|documento|articolo",
     r"non (?:esiste|trovat[oa]|e stat[oa] trovat[oa]|e disponibile|e piu disponibile)(?: piu)?"),
    (r"pagina|recurso|conteudo|documento|artigo",
     r"nao (?:existe|encontrad[oa]|foi encontrad[oa]|esta disponivel)"),
    (r"pagina|document|artikel",
     r"bestaat (?:hier )?niet(?: meer)?|(?:(?:is|werd|kan|kon|kunnen|konden) )?(?:we |wij )?niet (?:meer )?"
     r"(?:gevonden|vinden|beschikbaar|worden gevonden|gevonden worden)"),
    (r"sidan|artikeln|dokumentet", r"(?:finns|hittades|kunde) inte(?: hittas| langre)?"),
    (r"siden|artiklen|artikkelen|dokumentet",
     r"(?:findes|finnes|eksisterer) ikke(?: lenger| langere| mere)?|"
     r"(?:blev |ble |kunne |kan )?ikke (?:findes|finnes|fundet|funnet)"),
    (r"strona|strony|dokument|adres", r"nie (?:istnieje|zosta[lł]a znaleziona|jest dost[eę]pna)"),
    (r"stranka|stranku", r"nebyla nalezena|neexistuje|nepodarilo se najit"),
    (r"sivua|sivu|osoitetta", r"ei (?:loydy|loytynyt|loydetty|ole olemassa)"),
)  # fmt: skip
_SORRY = (
    r"(?:(?:desole|nous sommes desoles|oups|oups !|entschuldigung|leider|hoppla|ups|lo sentimos|lo siento|vaya|"
    r"siamo spiacenti|spiacenti|ci dispiace|ops|desculpe|lamentamos|sorry|helaas|oeps|tyvarr|hoppsan|beklager|oj|"
    r"pahoittelut|oho|but|mais|mas|aber) )*"
)
_BETWEEN = r"(?: [\w'-]+){0,7}? "
_DETERMINED = r"(?:[\w']+ ){0,3}?"
# And "we cannot find the page that you asked for".
_SOUGHT = (
    r"no (?:hemos podido encontrar|hemos encontrado|encontramos|podemos encontrar|pudimos encontrar|se pudo encontrar) "
    r"(?:la|el|esta) (?:pagina|contenido|recurso|documento)",
    r"nao (?:encontramos|conseguimos encontrar|pudemos encontrar|foi possivel (?:encontrar|localizar)) (?:a|o|esta) "
    r"(?:pagina|conteudo|documento)",
    r"wir (?:konnten|konnen|haben) (?:die|diese|ihre) (?:\w+ )?(?:seite|inhalte?|datei) (?:\w+ ){0,3}?nicht "
    r"(?:finden|gefunden)",
    r"(?:nous )?(?:ne trouvons pas|n'avons pas (?:pu )?trouver?|ne parvenons pas a trouver|impossible de trouver) "
    r"(?:la|cette|votre) page",
    r"non (?:abbiamo trovato|riusciamo a trovare|e stato possibile trovare) la pagina",
    r"(?:we|wij) (?:kunnen|konden|hebben) (?:de|deze) (?:pagina|inhoud)(?: \w+){0,5}? niet (?:kunnen )?(?:vinden|"
    r"gevonden)",
    r"vi (?:kan|kunde|kunne) (?:tyvarr |desværre |dessverre |beklageligvis )?(?:inte|ikke) (?:hitta|finde|finne) "
    r"(?:den )?sid(?:an|en|a)",
    r"vi (?:hittar|hittade|finner|fandt|fant) (?:tyvarr |desværre |dessverre )?(?:inte|ikke) (?:den )?sid(?:an|en|a)",
    r"emme (?:loytaneet|loyda) (?:\w+ )?sivua",
    r"nie (?:mozemy|moz?emy|uda[lł]o sie) znalezc (?:\w+ )?stron\w+",
)
_AFTER = r"(?: [\w'-]+){0,7}"
SENTENCES = re.compile(
    "|".join(
        [f"(?:{_SORRY}{_DETERMINED}(?:{what}){_BETWEEN}?(?:{missing}))" for what, missing in _SENTENCES]
        + [f"(?:{_SORRY}(?:{sought}){_AFTER})" for sought in _SOUGHT]
    )
)
# A sentence of this kind is short; more words are about something.
MOST_WORDS = 14

# The longest part of a title in which such a phrase is looked for; an article's own title may hold one.
LONGEST = 60

_ANYWHERE = (
    r"(?:页面|網頁|网页|頁面|页|文件|檔案|内容|內容|資料).{0,8}(?:不存在|找不到|未找到|已删除|已被删除|已刪除|无法找到|無法找到)",
    r"(?:找不到|未找到|无法找到|無法找到|没有找到|沒有找到).{0,14}(?:页面|網頁|网页|頁面|页|文件|檔案|内容)",
    r"(?:访问|請求|请求|要求|查看|瀏覽)的?.{0,6}(?:页面|網頁|网页|頁面|资源).{0,6}(?:不存在|不见了|已失效)",
    r"(?:ページ|ファイル|コンテンツ|お探しの|記事).{0,24}(?:見つかりません|見つかりませんでした|見つけられません|存在しません|ございません|ありません|削除され)",
    r"(?:페이지|문서|게시물|파일|콘텐츠).{0,20}(?:찾을 수 없|존재하지 않|찾지 못|삭제되|없습니다)",
    r"(?:ไม่พบ|ไม่เจอ).{0,20}(?:หน้า|เพจ|ข้อมูล)|หน้า.{0,20}(?:ไม่พบ|ไม่มีอยู่)",
)
_WHOLE = (
    r"(?:عذرا )?(?:ال)?صفحة(?: التي تبحث عنها)?(?: المطلوبة)? (?:غير موجودة|غير متوفرة|لم يتم العثور عليها)|"
    r"(?:عذرا )?لم يتم العثور على (?:ال)?صفحة.*|الصفحة غير متاحة",
    r"(?:צפחה )?(?:הדף|העמוד|דף|עמוד)(?: המבוקש| שחיפשת| שביקשת)? (?:לא נמצא|אינו קיים|לא קיים)",
    r"(?:صفحه)(?: مورد نظر)?(?: شما)? (?:یافت نشد|پیدا نشد|وجود ندارد)",
    r"(?:aradiginiz |aradığınız |istenen |üzgünüz )*sayfa(?:ya)? (?:bulunamadı|bulunamadi|mevcut değil|ulaşılamıyor)",
    r"(?:không|khong) tìm thấy (?:trang|nội dung).*|trang (?:này )?không (?:tồn tại|tìm thấy)",
    r"halaman (?:yang anda cari )?(?:tidak ditemukan|tidak tersedia|tidak wujud|tidak ada)",
    r"(?:запрашиваемая |запрошенная |такая |данная )?страница(?:та)? "
    r"(?:не найдена|не существует|не е намерена|удалена)",
    r"(?:такой )?страницы (?:не существует|нет)|документ не найден|сторінк[ау] (?:не знайден[оа]|не існує)|"
    r"сторінку не знайдено|страница није пронађена|страницата не (?:е намерена|постои|съществува)",
    r"(?:puslapis|puslapio) (?:nerastas|nera|neegzistuoja)|lapa (?:nav|netika) atrasta|lehte? ei (?:leitud|leita|ole)",
    r"(?:síða|síðan) (?:fannst ekki|er ekki til)|(?:stranica|stranicu) (?:nije pronađena|ne postoji)|"
    r"(?:strani|stran) (?:ni (?:mogoče )?(?:najti|najdena)|ne obstaja)|(?:faqja nuk u gjet)",
    r"(?:orria|orrialdea) ez da (?:aurkitu|existitzen)|(?:páxina|paxina) non (?:atopada|existe)|"
    r"(?:požadovaná |pozadovana )?stránka "
    r"(?:nebola nájdená|nenájdená|sa nenašla|nebyla nalezena|nenalezena|neexistuje)",
    r"(?:pagina|pagina pe care o cautati|pagina cautata|pagina solicitata) (?:nu (?:a fost gasita|exista)|negasita)",
    r"(?:पृष्ठ|पेज) (?:नहीं मिला|उपलब्ध नहीं है|मौजूद नहीं है)",
    r"(?:w3 )?ukurasa (?:haukupatikana|haujapatikana)|(?:die )?bladsy (?:is )?nie gevind(?: nie)?",
)
ANYWHERE = re.compile("|".join(_folded(pattern) for pattern in _ANYWHERE))
WHOLE = re.compile("|".join(f"(?:{_folded(pattern)})" for pattern in _WHOLE))


def says_not_found_abroad(part: str) -> bool:
    """Whether a folded part of a title, or a sentence, says in one of these languages that the page is not there."""
    if part.count(" ") < MOST_WORDS and SENTENCES.fullmatch(part):
        return True
    if part.isascii():
        return bool(WHOLE.fullmatch(part))
    return len(part) <= LONGEST and bool(ANYWHERE.search(part) or WHOLE.fullmatch(part))
