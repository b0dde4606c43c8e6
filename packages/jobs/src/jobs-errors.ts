import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const jobsErrors = defineErrors({
  JOBS_NOT_FOUND: { status: 404, kind: 'config', title: 'There is no such job' },
  JOBS_USER_GONE: { status: 401, kind: 'config', title: 'The user this is for has been deleted' },
  JOBS_ENDED: { status: 409, kind: 'config', title: 'The job has ended and cannot be cancelled' },
  JOBS_NOT_ENDED: { status: 409, kind: 'config', title: 'The job has not ended' },
  JOBS_NOT_RETRYABLE: { status: 409, kind: 'config', title: 'The job cannot be run again' },
  JOBS_INTEGRATION_DOWN: {
    status: 503,
    kind: 'transient',
    title: 'The integration of the job is not running',
  },
  JOBS_QUEUE_NEWER: { status: 500, kind: 'config', title: 'The job queue is newer than this server' },
  JOBS_QUEUE_FULL: { status: 429, kind: 'transient', title: 'Too many of your jobs wait' },
  JOBS_UPLOADS_FULL: { status: 429, kind: 'transient', title: 'Too many of your uploads are kept' },
  JOBS_UPLOAD_NO_ROOM: { status: 507, kind: 'transient', title: 'There is no room for the file' },
  JOBS_UPLOAD_INTERRUPTED: {
    status: 503,
    kind: 'transient',
    title: 'The server was interrupted while it received the file',
  },
  JOBS_TOO_MANY_STREAMS: { status: 429, kind: 'transient', title: 'Too many open event streams' },
  JOBS_UPLOAD_GONE: { status: 409, kind: 'config', title: 'The uploaded file is no longer kept' },
})
