import { anyOf, SEASON_PHRASE } from './season-words.ts'

/**
 * What Netflix calls its previews, wherever in a title. English and French as seen in people's files; the rest are the
 * same words in Netflix' other languages.
 */
const TRAILER_WORDS = anyOf(
  'Trailers?|Teasers?|Clips?|Cinemagraphs?|Sneak Peeks?|Bande-annonce|Bandes-annonces|Tráiler|Tráileres|Traileri',
  'Klipp?|Zwiastun|Upoutávka|Előzetes|Fragman|Fragmanı|Τρέιλερ|Τίζερ|Κλιπ|Трейлер|Тизер|Клип|Трейлър|Тийзър',
  'Тізер|Кліп|טריילר|טיזר|קליפ|تریلر|تیزر|ट्रेलर|टीज़र|क्लिप|Đoạn giới thiệu|Cuplikan',
)

/** The same in languages that write without spaces. */
const UNSPACED_TRAILER_WORDS = anyOf(
  '予告編|予告|ティーザー|特報|クリップ|예고편|티저|클립|预告片|預告片|预告|預告|ตัวอย่าง|ทีเซอร์|คลิป',
)

/** A recap is a preview by itself or of a season; in brackets behind an episode it is an episode that recaps. */
const RECAP_WORDS = anyOf('Recaps?|Récap|Récapitulatif|Rekapitulace|रीकैप')

/** Words that are names of episodes as well: a season beside them, or their place, makes them previews. */
const WEAK_WORDS = anyOf(
  'Previews?|Promos?|Featurettes?|Extrait|Avance|Adelanto|Resumen|Resumo|Riassunto|Rückblick|Vorschau|Terugblik',
  'Sammanfattning|Sammendrag|Oppsummering|Kooste|Zapowiedź|Streszczenie|Összefoglaló|Rezumat|Özet|Özeti',
)

/** What is said of a preview beside its season: "Official Trailer", "Franchise Trailer", "Trailer zu Staffel 2". */
const QUALIFIERS = anyOf(
  'Official|Final|Franchise|Series|Season|Show|Film|Movie|Character|Intro|Cast|Main|New|First|Date|Announcement|Launch',
  'Bonus|Extended|Offizieller|Officielle?|Oficial|Ufficiale|Saison|Staffel|Temporada|Serie|Série',
  'for|of|zu|zur|zum|von|van|voor|de|la|del|della|di|da|do|till|til|для|к',
)

const words = (alternatives: string) => String.raw`(?<![\p{L}\p{N}])(?:${alternatives})(?![\p{L}\p{N}])`

const TRAILER = String.raw`(?:${words(TRAILER_WORDS)}|${UNSPACED_TRAILER_WORDS})`
const TRAILER_OR_RECAP = `(?:${TRAILER}|${words(RECAP_WORDS)})`
const ANY = `(?:${TRAILER_OR_RECAP}|${words(WEAK_WORDS)})`

/** "Season 1 Character Intro Clip", "Dark Season 3 Trailer": beside a season, what is between is the preview's own name. */
export const ENDS_IN_PREVIEW = new RegExp(`${TRAILER_OR_RECAP}[)）]?\\s*\\d*$`, 'iu')

/** Tells titles that may be previews from most others, in a fraction of the time. */
export const MAY_BE_PREVIEW = new RegExp(
  `_|${anyOf(TRAILER_WORDS, UNSPACED_TRAILER_WORDS, RECAP_WORDS, WEAK_WORDS)}`,
  'iu',
)

/** Recognises a text of nothing but preview words, qualifiers, seasons and numbers. */
function nothingBut(source: string): (text: string) => boolean {
  const isNamed = new RegExp(source, 'iu')
  const known = new RegExp(`${SEASON_PHRASE}|${ANY}|${words(QUALIFIERS)}`, 'giu')
  return (text) => isNamed.test(text) && !/\p{L}/u.test(text.replace(known, ''))
}

export const isTrailer = nothingBut(TRAILER)
export const isTrailerOrRecap = nothingBut(TRAILER_OR_RECAP)
export const isAnyPreview = nothingBut(ANY)
export const HAS_SEASON = new RegExp(SEASON_PHRASE, 'iu')
