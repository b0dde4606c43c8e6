import {
  EPISODE_SUFFIX,
  LIMITED_SERIES_SEASON,
  NUMBERED_EPISODE,
  NUMBERED_PART,
  NUMBERED_SEASON,
} from './season-patterns.ts'
import { type Piece, splitAtColons } from './split-at-colons.ts'

/** What a title says for certain. `unknown` may be a film or an episode: such services do not say. */
export interface ParsedTitle {
  readonly type: 'episode' | 'unknown'
  readonly seriesTitle?: string
  readonly seasonTitle?: string
  readonly seasonNumber?: number
  readonly episodeTitle?: string
  readonly episodeNumber?: number
}

/** In characters. No title is near it; what is longer is not worth the time to split it. */
const MAX_LENGTH = 1000

const UNKNOWN: ParsedTitle = { type: 'unknown' }

interface Season {
  readonly piece: Piece
  readonly index: number
  readonly number: number | undefined
}

/**
 * Splits `Series: Season 2: Episode`, as streaming services write it in some 40 languages, where that is certain:
 *
 * - a season word with a number, or "Limited Series", stands after the series;
 * - the series is repeated with a number: "Stranger Things: Stranger Things 4: Chapter Nine: The Piggyback";
 * - a part or volume with a number stands between series and episode: "Haus des Geldes: Teil 5: Finale";
 * - the title ends with a numbered episode: "Show: Episode 3", "Show: Pilot (Episode 1)".
 *
 * Anything else is left whole: "Spider-Man: Far from Home" and "Dune: Part Two" are films, and three pieces without a
 * season may be "The Lord of the Rings: The Two Towers: Extended".
 *
 * @example
 * parseTitle('Dark: Staffel 2: Folge 3') // { type: 'episode', seriesTitle: 'Dark', seasonTitle: 'Staffel 2', seasonNumber: 2, episodeTitle: 'Folge 3', episodeNumber: 3 }
 */
export function parseTitle(title: string): ParsedTitle {
  if (title.length > MAX_LENGTH) return UNKNOWN
  const suffix = title.endsWith(')') || title.endsWith('）') ? EPISODE_SUFFIX.exec(title) : null
  const text = suffix === null ? title : title.slice(0, suffix.index)
  const suffixNumber = suffix === null ? undefined : Number(suffix[1])
  const pieces = splitAtColons(text)
  if (pieces.length < 2)
    return suffixNumber === undefined ? UNKNOWN : episode({ episodeNumber: suffixNumber })
  const season = findSeason(pieces)
  if (season === undefined) return withoutSeason(pieces, suffixNumber)
  const episodeTitle = text.slice(pieces[season.index + 1]?.start ?? text.length).trim()
  return episode({
    seriesTitle: text.slice(0, pieces[season.index - 1]?.end).trim(),
    seasonTitle: season.piece.text,
    seasonNumber: season.number,
    episodeTitle,
    episodeNumber: suffixNumber ?? numberedEpisode(episodeTitle),
  })
}

function withoutSeason(pieces: readonly Piece[], suffixNumber: number | undefined): ParsedTitle {
  const lastText = pieces.at(-1)?.text ?? ''
  const episodeNumber = suffixNumber ?? numberedEpisode(lastText)
  if (episodeNumber === undefined) return UNKNOWN
  // Of three pieces, the middle one may belong to the series ("Star Trek: Discovery") or name a season.
  if (pieces.length > 2) return episode({ episodeNumber })
  return episode({ seriesTitle: pieces[0]?.text, episodeTitle: lastText, episodeNumber })
}

function findSeason(pieces: readonly Piece[]): Season | undefined {
  return (
    pick(pieces, (text) => numberIn(NUMBERED_SEASON.exec(text))) ??
    pick(pieces, (text) => (LIMITED_SERIES_SEASON.test(text) ? null : undefined)) ??
    repeatedSeries(pieces) ??
    pick(pieces.slice(0, -1), (text) => numberIn(NUMBERED_PART.exec(text)))
  )
}

/** The first piece after the series that `read` knows; `null` is a season without a number. */
function pick(
  pieces: readonly Piece[],
  read: (text: string) => number | null | undefined,
): Season | undefined {
  for (let index = 1; index < pieces.length; index += 1) {
    const piece = pieces[index]
    const found = piece === undefined ? undefined : read(piece.text)
    if (piece !== undefined && found !== undefined) return { piece, index, number: found ?? undefined }
  }
  return undefined
}

function repeatedSeries(pieces: readonly Piece[]): Season | undefined {
  const [series, piece] = pieces
  if (series === undefined || piece === undefined || pieces.length < 3 || series.text === '') return undefined
  if (!piece.text.startsWith(`${series.text} `)) return undefined
  const number = piece.text.slice(series.text.length + 1)
  return /^\d{1,2}$/.test(number) ? { piece, index: 1, number: Number(number) } : undefined
}

function numberedEpisode(episodeTitle: string): number | undefined {
  return numberIn(NUMBERED_EPISODE.exec(episodeTitle))
}

function numberIn(match: RegExpExecArray | null): number | undefined {
  const digits = match?.[1] ?? match?.[2] ?? match?.[3]
  return digits === undefined ? undefined : Number(digits)
}

/** Pieces that a title lacks, like the series of " : Episode 10", are left out. */
function episode(
  found: { [Key in Exclude<keyof ParsedTitle, 'type'>]?: ParsedTitle[Key] | undefined },
): ParsedTitle {
  const parsed: { -readonly [Key in keyof ParsedTitle]: ParsedTitle[Key] } = { type: 'episode' }
  if (found.seriesTitle) parsed.seriesTitle = found.seriesTitle
  if (found.seasonTitle) parsed.seasonTitle = found.seasonTitle
  if (found.seasonNumber !== undefined) parsed.seasonNumber = found.seasonNumber
  if (found.episodeTitle) parsed.episodeTitle = found.episodeTitle
  if (found.episodeNumber !== undefined) parsed.episodeNumber = found.episodeNumber
  return parsed
}
