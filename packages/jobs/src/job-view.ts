import type { ImportJob } from '@tributary/integration-host'
import type { JobRow } from './tables.ts'

/** A job as the API shows it. */
export function viewJob(row: JobRow): ImportJob {
  return {
    id: row.id,
    integration: row.integration,
    connectionId: row.connection_id,
    kind: row.kind,
    trigger: row.trigger,
    status: row.status,
    fetched: row.fetched,
    inserted: row.inserted,
    updated: row.updated,
    unchanged: row.unchanged,
    rejected: row.rejected,
    skipped: row.skipped,
    pages: row.pages,
    progress: row.progress,
    attempts: row.fence,
    filename: row.filename,
    // The foreign key clears it with the file.
    fileKept: row.upload_id !== null,
    window: row.window === null ? null : { from: row.window.startDate, to: row.window.endDate },
    runAfter: row.status === 'queued' ? row.run_after.toISOString() : null,
    waitingFor: row.status === 'queued' ? (row.waiting_for ?? null) : null,
    error:
      row.error_code === null
        ? null
        : {
            code: row.error_code,
            message: row.error_message ?? '',
            ...(row.error_line === null ? {} : { line: row.error_line }),
            ...(row.error_column === null ? {} : { column: row.error_column }),
          },
    warnings: row.warnings,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}
