// Alternatives of patterns, one family of languages per line.

/**
 * Netflix' words for previews, anywhere in a title. English and French as seen in people's files; the others are the same words in
 * Netflix' other languages.
 */
export const TRAILER_WORDS = [
  'Trailers?|Teasers?|Clips?|Cinemagraphs?|Sneak Peeks?|Bande-annonce|Bandes-annonces|Tráiler|Tráileres|Traileri',
  'Klipp?|Zwiastun|Upoutávka|Előzetes|Fragman|Fragmanı|Τρέιλερ|Τίζερ|Κλιπ|Трейлер|Тизер|Клип|Трейлър|Тийзър',
  'Тізер|Кліп|טריילר|טיזר|קליפ|تریلر|تیزر|ट्रेलर|टीज़र|क्लिप|Đoạn giới thiệu|Cuplikan',
] as const

/** The same in languages that write without spaces. */
export const UNSPACED_TRAILER_WORDS = [
  '予告編|予告|ティーザー|特報|クリップ|예고편|티저|클립|预告片|預告片|预告|預告|ตัวอย่าง|ทีเซอร์|คลิป',
] as const

/** A recap is a preview by itself or with a season; in brackets after an episode it is an episode. */
export const RECAP_WORDS = ['Recaps?|Récap|Récapitulatif|Rekapitulace|रीकैप'] as const

/** Words that also occur in episode names: next to a season, or by their position, they mark previews. */
export const WEAK_WORDS = [
  'Previews?|Promos?|Featurettes?|Extrait|Avance|Adelanto|Resumen|Resumo|Riassunto|Rückblick|Vorschau|Terugblik',
  'Sammanfattning|Sammendrag|Oppsummering|Kooste|Zapowiedź|Streszczenie|Összefoglaló|Rezumat|Özet|Özeti',
] as const

/** Descriptions of a preview next to its season: "Official Trailer", "Franchise Trailer", "Trailer zu Staffel 2". */
export const QUALIFIERS = [
  'Official|Final|Franchise|Series|Season|Show|Film|Movie|Character|Intro|Cast|Main|New|First|Date|Announcement|Launch',
  'Bonus|Extended|Offizieller|Officielle?|Oficial|Ufficiale|Saison|Staffel|Temporada|Serie|Série',
  'for|of|zu|zur|zum|von|van|voor|de|la|del|della|di|da|do|till|til|для|к',
] as const
