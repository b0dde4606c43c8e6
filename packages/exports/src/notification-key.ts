import type { ExportRow } from './tables.ts'

/** One notification for all exports of a schedule. */
export function notificationKey({ id, schedule_id }: Pick<ExportRow, 'id' | 'schedule_id'>): string {
  return `export:${schedule_id ?? id}`
}
