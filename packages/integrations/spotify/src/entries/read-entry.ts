import { type AccountPlay, readAccount } from './account-play.ts'
import { type Entry, formatOf } from './entry-format.ts'
import { type ExtendedPlay, readExtended } from './extended-play.ts'
import type { EmptyEntry, UnusableEntry } from './played-entry.ts'
import { unusable } from './played-entry.ts'

/** Reads an entry of a file, whichever. What is known of it comes in, however little that is; `raw` has all of it. */
export function readEntry(entry: Entry): ExtendedPlay | AccountPlay | EmptyEntry | UnusableEntry {
  const format = formatOf(entry)
  if (format === 'extended-history') return readExtended(entry)
  if (format === 'account-data') return readAccount(entry)
  return unusable('It has neither "ts" and "ms_played" nor "endTime" and "msPlayed".', entry)
}
