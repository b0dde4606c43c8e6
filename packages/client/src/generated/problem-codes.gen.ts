// The codes of problems that the document names. Generated.

export type DocumentedProblemCode =
  | 'CHANGES_START_OVER'
  | 'CHANGES_TOO_MANY_STREAMS'
  | 'INTEGRATION_FILE_TOO_LARGE'
  | 'JOBS_QUEUE_FULL'
  | 'JOBS_TOO_MANY_STREAMS'
  | 'JOBS_UPLOADS_FULL'
  | 'JOBS_UPLOAD_GONE'
  | 'JOBS_UPLOAD_NO_ROOM'
  | 'KERNEL_RATE_LIMITED'
