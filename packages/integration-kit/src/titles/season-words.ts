// Alternatives of patterns, one family of languages per line.

/**
 * The words before or after a season's number, by language, as Netflix writes them. These words are only used for seasons: with a number they are
 * unambiguous.
 */
export const SEASON_WORDS = [
  'Season|Series',
  'Staffel|Seizoen|Säsong|Sæson|Sesong|Kausi|Tuotantokausi|Þáttaröð',
  'Temporada|Saison|Stagione|Sezonul|Sezon|Sezona|Sezóna|Série|Řada|Séria|Évad',
  'Сезон|Σεζόν|Κύκλος|עונה|الموسم|فصل|सीज़न|ซีซั่น|ซีซัน|Mùa|Musim|シーズン|시즌',
] as const

/**
 * Words for seasons of series that also occur in films. They mark a season only with a number in digits and an episode after it.
 * "Chapter" is not included: "John Wick: Chapter 3: Parabellum".
 */
export const PART_WORDS = [
  'Part|Volume|Vol.|Book|Collection|Teil|Band|Buch|Kollektion',
  'Parte|Partie|Volumen|Livre|Libro|Livro|Colección|Coleção|Collezione|Deel|Boek',
  'Del|Osa|Część|Kısım|Část|Časť|Rész|Часть|Частина|Μέρος|パート|파트',
] as const

/** A series of one season; without a number. */
export const LIMITED_SERIES = [
  'Limited Series|Miniseries|Mini-Series|Mini Series|Miniserie|Mini-série|Minissérie',
  'Série limitée|Serie limitada|Série limitada|Miniserie limitada|Serie limitata|Begrenset serie',
  'Beperkte serie|Begränsad serie|Begrænset serie|Serial limitowany|Mini Dizi|リミテッドシリーズ|리미티드 시리즈',
] as const

export const EPISODE_WORDS = [
  'Episode|Ep.|Folge|Episodio|Episódio|Épisode|Aflevering|Avsnitt|Afsnit|Jakso',
  'Odcinek|Bölüm|Díl|Časť|Epizoda|Episodul|Эпизод|Епизод|Серия|Επεισόδιο|פרק|الحلقة|قسمت',
  'エピソード|에피소드|Tập|ตอนที่',
] as const
