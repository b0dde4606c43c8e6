import { shortId } from '@tributary/integration-kit/files'

/** The identity of a viewing in the quick file: the file has no other columns. */
export interface QuickKey {
  readonly profile: string
  /** The local date, `YYYY-MM-DD`. */
  readonly date: string
  readonly title: string
  /** 1 for the first of equal viewings, then 2, … */
  readonly occurrence: number
}

/**
 * `q|2025-06-19|1|profile|title`: the same in every later file with the same viewing, whatever its length, order of dates or line
 * endings. Different viewings have different ids: only title and profile can contain a bar, those of the profile are escaped and the
 * title is last. Long ids are hashed.
 */
export function quickId({ profile, date, title, occurrence }: QuickKey): string {
  const escapedProfile = /[\\|]/.test(profile) ? profile.replace(/[\\|]/g, '\\$&') : profile
  return shortId(`q|${date}|${occurrence}|${escapedProfile}|${title}`)
}

/**
 * Parses an unhashed id of the quick file: the profile of the viewing, and the viewing (`2|title`, with its occurrence). `undefined`
 * for hashed ids and those of the full file.
 */
export function readQuickId(id: string): { readonly owner: string; readonly event: string } | undefined {
  const match = /^q\|[\d-]+\|(\d+)\|((?:[^\\|]|\\.)*)\|(.*)$/s.exec(id)
  if (match === null) return undefined
  const [, occurrence = '', profile = '', title = ''] = match
  return { owner: profile.replace(/\\(.)/gs, '$1'), event: `${occurrence}|${title}` }
}

/** The identity of a viewing in the full file. */
export interface FullKey {
  /** In UTC, as written in the file: `2025-06-19 19:02:11`. */
  readonly startTime: string
  readonly durationSeconds: number | undefined
  /** 1 for the first of equal viewings, then 2, … */
  readonly occurrence: number
}

/**
 * `f|2025-06-19 19:02:11|2469|1`: start and duration to the second, which never change, unlike profile and title: people rename
 * profiles, and titles depend on the language of the account.
 */
export function fullId({ startTime, durationSeconds, occurrence }: FullKey): string {
  return `f|${startTime}|${durationSeconds ?? ''}|${occurrence}`
}
