import type { JobsImportJob } from '@tributary/client'
import { describe, expect, test } from 'vitest'
import { readJobsSearch } from '../../src/pages/jobs/jobs-search.ts'
import { orderJobs } from '../../src/pages/jobs/order-jobs.ts'

function job(id: string, status: JobsImportJob['status'], createdAt: string): JobsImportJob {
  return {
    id,
    status,
    createdAt,
    integration: 'netflix',
    connectionId: null,
    kind: 'sync',
    trigger: 'schedule',
    fetched: 0,
    inserted: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    skipped: 0,
    pages: 0,
    progress: null,
    attempts: 0,
    filename: null,
    fileKept: false,
    window: null,
    runAfter: null,
    waitingFor: null,
    error: null,
    warnings: [],
    startedAt: null,
    finishedAt: null,
  }
}

describe('the list of jobs', () => {
  test('what runs comes first, then what waits, then the newest', () => {
    const jobs = [
      job('newest', 'failed', '2026-11-28T10:00:00.000Z'),
      job('waits', 'queued', '2026-11-27T10:00:00.000Z'),
      job('older', 'succeeded', '2026-11-26T10:00:00.000Z'),
      job('runs', 'running', '2026-11-20T10:00:00.000Z'),
    ]
    expect(orderJobs(jobs).map(({ id }) => id)).toEqual(['runs', 'waits', 'newest', 'older'])
  })

  test('a job that was read twice is shown once, as it was read last', () => {
    const at = '2026-11-28T10:00:00.000Z'
    expect(orderJobs([job('one', 'running', at), job('one', 'succeeded', at)])).toMatchObject([
      { id: 'one', status: 'succeeded' },
    ])
  })

  test('an address keeps its filters, and what is no filter is left out', () => {
    const search = { integration: 'netflix', connectionId: '1', status: 'failed', kind: 'import' }
    expect(readJobsSearch(search)).toEqual(search)
    expect(readJobsSearch({ status: 'lost', kind: '', integration: 7, page: 'x' })).toEqual({})
  })
})
