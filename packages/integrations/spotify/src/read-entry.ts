import { readInstant } from '@tributary/integration-kit/dates'
import { defined, numberOf, withoutMembers } from '@tributary/integration-kit/values'
import { FORMATS } from './entries-table.ts'
import { type Entry, otherIn, type Played, playedAs, unnamedIn } from './played.ts'

/** A play in a file. */
export interface FilePlay extends Played {
  readonly source: 'extended-history' | 'account-data'
  /** The identity of the play. */
  readonly id: readonly string[]
  /** When it ended, RFC 3339 in UTC; for an offline play, when the device delivered it. */
  readonly endedAt: string
  /** The middle of the minute, if the file only has minutes. */
  readonly at?: string
  readonly msPlayed?: number
  /** When an offline play started, by the device's clock. */
  readonly deviceStartedAt?: string
  /** The common part of equal plays of a file that no time distinguishes. Absent: an equal entry is a duplicate. */
  readonly identity?: string
}

/** An omitted entry with neither a name nor a duration, of which Spotify writes some, or a rejected one with the reason. */
export type UnreadEntry =
  | { readonly source: 'empty' }
  | { readonly source: 'unusable'; readonly reason: string }

/** The format of an entry, by its members; `undefined` if it is of neither. */
export function formatOf(entry: Entry): FilePlay['source'] | undefined {
  const sources = ['extended-history', 'account-data'] as const
  return sources.find((source) => {
    const { time, members } = FORMATS[source]
    return time in entry && members.some((member) => member in entry)
  })
}

/** Reads an entry of either format. An incomplete play is imported as well. */
export function readEntry(entry: Entry): FilePlay | UnreadEntry {
  const source = formatOf(entry)
  if (source === undefined)
    return unusable('It has neither "ts" and "ms_played" nor "endTime" and "msPlayed".')
  const { time, length, kinds, example } = FORMATS[source]
  const endedAt = instantOf(entry[time])
  const msPlayed = millisecondsOf(entry[length])
  const played = playedAs(kinds, entry) ?? unnamedIn(entry) ?? otherIn(entry)
  if (played === undefined) return nameless(entry, msPlayed)
  if (endedAt === undefined) return unusable(`"${time}" is not a time like ${example}.`)
  const what = { ...played, endedAt, msPlayed }
  const play = source === 'account-data' ? playOfAccountData(entry, what) : playOfHistory(entry, what)
  return defined({ ...what, ...play, source })
}

type What = Played & { readonly endedAt: string; readonly msPlayed: number | undefined }

function playOfHistory(entry: Entry, { endedAt, msPlayed, uri, title }: What) {
  const isOffline = entry['offline'] === true
  const deviceStartedAt = isOffline ? deviceTimeOf(entry['offline_timestamp'], endedAt) : undefined
  const device = deviceStartedAt === undefined ? [] : [`started ${deviceStartedAt}`]
  const id = ['extended', endedAt, uri ?? title, String(msPlayed ?? 'unknown'), ...device]
  // Offline plays are delivered together, with one time.
  const hasOwnTime = !isOffline || deviceStartedAt !== undefined
  const identity = hasOwnTime ? undefined : JSON.stringify([endedAt, uri ?? '', title, msPlayed])
  return { id, deviceStartedAt, identity }
}

function playOfAccountData(entry: Entry, { endedAt, msPlayed, by, title }: What) {
  const endTime = String(entry['endTime'])
  // Whether Spotify truncates or rounds to the minute is unknown: the middle is within 30 s of both.
  const at = /:\d\d:/.test(endTime) ? endedAt : `${endedAt.slice(0, 17)}30.000Z`
  const id = ['account', endTime, by.join(), title, String(msPlayed ?? 'unknown')]
  return { id, at, identity: JSON.stringify([endTime, title, by, msPlayed]) }
}

/** An entry without names and URIs: omitted if nothing was played, else rejected. */
function nameless(entry: Entry, msPlayed: number | undefined): UnreadEntry {
  // An invalid duration is not 0.
  const length = entry['ms_played'] ?? entry['msPlayed'] ?? 0
  if (msPlayed === 0 || length === 0) return { source: 'empty' }
  return unusable('The entry does not contain what was played.')
}

function unusable(reason: string): UnreadEntry {
  return { source: 'unusable', reason }
}

/** Members about the person's device, address or account, in the formats of all years: `ip_addr_decrypted`, `username`. */
const PERSONAL = /ip_?addr|user_?agent|user_?name|e_?mail|^ip$/i

/** Older files contain the whole user agent here: `web_player windows 10;chrome 92.0.4515.131;desktop`. */
const PLAIN_PLATFORM = /^[a-z_]{1,20}$/i

/** The entry without members about the person's device, address or account. */
export function rawOf(entry: Entry): Record<string, unknown> {
  const raw = withoutMembers(entry, PERSONAL)
  const { platform } = entry
  if (typeof platform === 'string' && !PLAIN_PLATFORM.test(platform)) delete raw['platform']
  return raw
}

/** Milliseconds are dropped: older files lack them, and a play must have one id. */
function instantOf(value: unknown): string | undefined {
  const time = readInstant(value)
  return time === undefined ? undefined : new Date(time - (((time % 1000) + 1000) % 1000)).toISOString()
}

/** A year, as in the schema of records. */
const LONGEST_PLAY = 31_536_000_000

/** A possible duration of a play. */
function millisecondsOf(value: unknown): number | undefined {
  const number = numberOf(value)
  return number !== undefined && number >= 0 && number <= LONGEST_PLAY ? number : undefined
}

/** Spotify opened in 2008. An earlier value is not a time: 0 means that there is no time. */
const FIRST_PLAY = Date.parse('2008-01-01T00:00:00Z')
/** Larger values are milliseconds, smaller ones seconds: the year 5138 and 1973. */
const LEAST_MILLISECONDS = 100_000_000_000
/** A device's clock may be ahead. */
const AHEAD_MILLISECONDS = 24 * 60 * 60 * 1000

/** In seconds since 2022, before then in milliseconds. Whole seconds, so that both are one time. */
function deviceTimeOf(value: unknown, ts: string): string | undefined {
  const number = numberOf(value) ?? 0
  const time = Math.floor(number < LEAST_MILLISECONDS ? number : number / 1000) * 1000
  if (time < FIRST_PLAY || time > Date.parse(ts) + AHEAD_MILLISECONDS) return undefined
  return new Date(time).toISOString()
}
