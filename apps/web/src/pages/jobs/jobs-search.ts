import type { JobsImportJob } from '@tributary/client'

export type JobStatus = JobsImportJob['status']
export type JobKind = JobsImportJob['kind']

export const JOB_STATUSES: readonly JobStatus[] = [
  'queued',
  'running',
  'succeeded',
  'partial',
  'failed',
  'cancelled',
]

export const JOB_KINDS: readonly JobKind[] = ['sync', 'backfill', 'import']

/** The filters of the list, as the address has them. */
export interface JobsSearch {
  readonly integration?: string
  readonly connectionId?: string
  readonly status?: JobStatus
  readonly kind?: JobKind
}

/** Leaves out what is no filter: an address may be typed, or be of another version. */
export function readJobsSearch(given: Readonly<Record<string, unknown>>): JobsSearch {
  const integration = textIn(given['integration'])
  const connectionId = textIn(given['connectionId'])
  const status = JOB_STATUSES.find((each) => each === given['status'])
  const kind = JOB_KINDS.find((each) => each === given['kind'])
  return {
    ...(integration === undefined ? {} : { integration }),
    ...(connectionId === undefined ? {} : { connectionId }),
    ...(status === undefined ? {} : { status }),
    ...(kind === undefined ? {} : { kind }),
  }
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
