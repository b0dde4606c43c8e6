import type { ExportRow } from './tables.ts'

/** The object of one start of an export. A trigger of the database makes the same key when an export is deleted. */
export function objectKey({ id, attempt, format }: Pick<ExportRow, 'id' | 'attempt' | 'format'>): string {
  return `exports/${id}-${attempt}.${format}`
}
