import { isoInstant } from '@tributary/database'
import type { MediaItem } from './media-item.ts'
import type { ListedItemRow } from './tables.ts'

/** How a field is written in both formats, from the text that PostgreSQL writes for its column. */
export interface FieldType {
  json(text: string): string
  csv(text: string): string
}

const plainNumber = (text: string) => String(Number(text))

const TYPES = {
  /** Text that needs no escapes in either format. */
  plain: { json: (text) => `"${text}"`, csv: (text) => text },
  text: { json: (text) => JSON.stringify(text), csv: csvText },
  number: { json: plainNumber, csv: plainNumber },
  instant: { json: (text) => `"${isoInstant(text)}"`, csv: (text) => isoInstant(text) },
  list: {
    json: (text) => JSON.stringify(JSON.parse(text)),
    csv: (text) => csvText(JSON.parse(text).join('; ')),
  },
} as const satisfies Record<string, FieldType>

interface ExportedField extends FieldType {
  readonly name: keyof MediaItem
  readonly column: keyof ListedItemRow
}

/** The fields of an exported item, in their order. */
export const EXPORTED_FIELDS: readonly ExportedField[] = [
  { name: 'id', column: 'id', ...TYPES.plain },
  { name: 'integration', column: 'platform', ...TYPES.text },
  { name: 'externalId', column: 'external_id', ...TYPES.text },
  { name: 'type', column: 'type', ...TYPES.text },
  { name: 'title', column: 'title', ...TYPES.text },
  { name: 'seriesTitle', column: 'series_title', ...TYPES.text },
  { name: 'seasonTitle', column: 'season_title', ...TYPES.text },
  { name: 'seasonNumber', column: 'season_number', ...TYPES.number },
  { name: 'episodeTitle', column: 'episode_title', ...TYPES.text },
  { name: 'episodeNumber', column: 'episode_number', ...TYPES.number },
  { name: 'creators', column: 'creators', ...TYPES.list },
  { name: 'occurredOn', column: 'occurred_on', ...TYPES.plain },
  { name: 'occurredAt', column: 'occurred_at', ...TYPES.instant },
  { name: 'durationSeconds', column: 'duration_seconds', ...TYPES.number },
  { name: 'profile', column: 'profile', ...TYPES.text },
  { name: 'url', column: 'url', ...TYPES.text },
  { name: 'createdAt', column: 'created_at', ...TYPES.instant },
  { name: 'updatedAt', column: 'updated_at', ...TYPES.instant },
]

/**
 * The cell of a text according to RFC 4180. Spreadsheets execute text that starts like a formula, so such text is prefixed with an
 * apostrophe (OWASP, CSV injection).
 */
export function csvText(text: string): string {
  // One test for the many that need neither.
  if (!/^[=+\-@\t\r]|[",\r\n]/.test(text)) return text
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
