import { shortId } from '@tributary/integration-kit/files'

/** What makes a viewing of the quick file that viewing: the file has nothing else. */
export interface QuickKey {
  readonly profile: string
  /** The local date, `YYYY-MM-DD`. */
  readonly date: string
  readonly title: string
  /** 1 for the first of equal viewings, then 2, … */
  readonly occurrence: number
}

/**
 * `q|2025-06-19|1|profile|title`: stable over every later file that has the same viewing, whatever its length, order of
 * dates or line endings. Different viewings have different ids: only title and profile can hold a bar, the profile's are
 * escaped and the title comes last. Long ones are hashed.
 */
export function quickId({ profile, date, title, occurrence }: QuickKey): string {
  const escapedProfile = /[\\|]/.test(profile) ? profile.replace(/[\\|]/g, '\\$&') : profile
  return shortId(`q|${date}|${occurrence}|${escapedProfile}|${title}`)
}

/**
 * Reads a readable id of the quick file back: whose viewing it is, and which (`2|title`, with its occurrence). `undefined`
 * for a hashed one and those of the full file.
 */
export function readQuickId(id: string): { readonly owner: string; readonly event: string } | undefined {
  const match = /^q\|[\d-]+\|(\d+)\|((?:[^\\|]|\\.)*)\|(.*)$/s.exec(id)
  if (match === null) return undefined
  const [, occurrence = '', profile = '', title = ''] = match
  return { owner: profile.replace(/\\(.)/gs, '$1'), event: `${occurrence}|${title}` }
}

/** What makes a viewing of the full file that viewing. */
export interface FullKey {
  /** In UTC, as the file writes it: `2025-06-19 19:02:11`. */
  readonly startTime: string
  readonly durationSeconds: number | undefined
  /** 1 for the first of equal viewings, then 2, … */
  readonly occurrence: number
}

/**
 * `f|2025-06-19 19:02:11|2469|1`: when it began and how long it was, to the second, which never change. Profile and title
 * do: people rename profiles, and titles follow the language of the account.
 */
export function fullId({ startTime, durationSeconds, occurrence }: FullKey): string {
  return `f|${startTime}|${durationSeconds ?? ''}|${occurrence}`
}
