import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const jobsErrors = defineErrors({
  JOBS_NOT_FOUND: { status: 404, kind: 'config', title: 'Job not found' },
  JOBS_USER_GONE: { status: 401, kind: 'config', title: 'The user has been deleted' },
  JOBS_ENDED: { status: 409, kind: 'config', title: 'The job has already ended' },
  JOBS_NOT_ENDED: { status: 409, kind: 'config', title: 'The job has not ended' },
  JOBS_NOT_RETRYABLE: { status: 409, kind: 'config', title: 'The job cannot be retried' },
  JOBS_INTEGRATION_DOWN: {
    status: 503,
    kind: 'transient',
    title: 'The integration of the job is not running',
  },
  JOBS_QUEUE_NEWER: { status: 500, kind: 'config', title: 'The job queue is newer than this server' },
  JOBS_QUEUE_FULL: { status: 429, kind: 'transient', title: 'Too many waiting jobs' },
  JOBS_UPLOADS_FULL: { status: 429, kind: 'transient', title: 'Too many stored uploads' },
  JOBS_UPLOAD_NO_ROOM: { status: 507, kind: 'transient', title: 'Not enough disk space for the file' },
  JOBS_UPLOAD_INTERRUPTED: {
    status: 503,
    kind: 'transient',
    title: 'The upload was interrupted',
  },
  JOBS_STORAGE_UNAVAILABLE: {
    status: 503,
    kind: 'transient',
    title: 'The storage of uploaded files is unavailable',
  },
  JOBS_TOO_MANY_STREAMS: { status: 429, kind: 'transient', title: 'Too many open event streams' },
  JOBS_UPLOAD_NOT_FOUND: { status: 404, kind: 'config', title: 'Upload not found' },
  JOBS_IMPORT_NOT_FOUND: { status: 404, kind: 'config', title: 'Import not found' },
  JOBS_NOT_UNDOABLE: { status: 409, kind: 'config', title: 'The import cannot be undone' },
  JOBS_UPLOAD_GONE: { status: 409, kind: 'config', title: 'The uploaded file has been deleted' },
})
