/** Lists of words, a family of languages a line, as one alternative of a pattern. */
export function anyOf(...words: readonly string[]): string {
  return words.join('|').replaceAll('.', '\\.')
}

/**
 * What Netflix writes before or after a season's number, by language. These words name seasons only: with a number they
 * are certain.
 */
const SEASON_WORDS = anyOf(
  'Season|Series',
  'Staffel|Seizoen|Säsong|Sæson|Sesong|Kausi|Tuotantokausi|Þáttaröð',
  'Temporada|Saison|Stagione|Sezonul|Sezon|Sezona|Sezóna|Série|Řada|Séria|Évad',
  'Сезон|Σεζόν|Κύκλος|עונה|الموسم|فصل|सीज़न|ซีซั่น|ซีซัน|Mùa|Musim|シーズン|시즌',
)

/**
 * Words that name seasons of series and also parts of films. Only a number in digits, with an episode after it, makes a
 * season of them. "Chapter" is not here: "John Wick: Chapter 3: Parabellum".
 */
const PART_WORDS = anyOf(
  'Part|Volume|Vol.|Book|Collection|Teil|Band|Buch|Kollektion',
  'Parte|Partie|Volumen|Livre|Libro|Livro|Colección|Coleção|Collezione|Deel|Boek',
  'Del|Osa|Część|Kısım|Část|Časť|Rész|Часть|Частина|Μέρος|パート|파트',
)

/** A series of one season; there is no number. */
const LIMITED_SERIES = anyOf(
  'Limited Series|Miniseries|Mini-Series|Mini Series|Miniserie|Mini-série|Minissérie',
  'Série limitée|Serie limitada|Série limitada|Miniserie limitada|Serie limitata|Begrenset serie',
  'Beperkte serie|Begränsad serie|Begrænset serie|Serial limitowany|Mini Dizi|リミテッドシリーズ|리미티드 시리즈',
)

const EPISODE_WORDS = anyOf(
  'Episode|Ep.|Folge|Episodio|Episódio|Épisode|Aflevering|Avsnitt|Afsnit|Jakso',
  'Odcinek|Bölüm|Díl|Časť|Epizoda|Episodul|Эпизод|Епизод|Серия|Επεισόδιο|פרק|الحلقة|قسمت',
  'エピソード|에피소드|Tập|ตอนที่',
)

/** "Season 2", "Staffel 2 – Teil B", "2. Sezon", "1ª temporada", "第 3 季": the number in group 1, 2 or 3. */
export const NUMBERED_SEASON = new RegExp(
  `^(?:(?:${SEASON_WORDS})\\s*(\\d{1,5})(?![\\d.]\\d)(?:$|[\\s,(–—-].*)|(\\d{1,5})(?:\\.|ª|º|ª\\.|-?я)?\\s*(?:${SEASON_WORDS})|第\\s*(\\d{1,5})\\s*季)$`,
  'iu',
)

/** A season or part with its number, anywhere: the source of a pattern without groups. */
export const SEASON_PHRASE = `(?:(?:${SEASON_WORDS}|${PART_WORDS})\\s*\\d{1,5}|\\d{1,5}(?:\\.|ª|º)?\\s*(?:${SEASON_WORDS})|第\\s*\\d{1,5}\\s*季|${LIMITED_SERIES})`

/** "Part 1", "Teil 5", "Volume 2": the number in group 1. */
export const NUMBERED_PART = new RegExp(`^(?:${PART_WORDS})\\s*(\\d{1,5})$`, 'iu')

export const LIMITED_SERIES_SEASON = new RegExp(`^(?:${LIMITED_SERIES})$`, 'iu')

/** "Episode 10", "Folge 3", "第5話": the number in group 1 or 2. */
export const NUMBERED_EPISODE = new RegExp(
  `^(?:(?:${EPISODE_WORDS})\\s*(\\d{1,5})|第\\s*(\\d{1,5})\\s*[話话集])$`,
  'iu',
)

/** "(Episode 4)" at the end, which the full file adds: the number in group 1. */
export const EPISODE_SUFFIX = new RegExp(`[(（](?:${EPISODE_WORDS})\\s*(\\d{1,5})[)）]$`, 'iu')
