import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const jobsErrors = defineErrors({
  JOBS_NOT_FOUND: { status: 404, kind: 'config', title: 'There is no such job' },
  JOBS_USER_GONE: { status: 401, kind: 'config', title: 'The user this is for has been deleted' },
  JOBS_ENDED: { status: 409, kind: 'config', title: 'The job has ended and cannot be cancelled' },
  JOBS_NOT_RETRYABLE: { status: 409, kind: 'config', title: 'The job cannot be run again' },
  JOBS_INTEGRATION_DOWN: {
    status: 503,
    kind: 'transient',
    title: 'The integration of the job is not running',
  },
  JOBS_UPLOAD_GONE: { status: 409, kind: 'config', title: 'The uploaded file is no longer kept' },
})
