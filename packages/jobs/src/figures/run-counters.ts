import { Counter } from '@tributary/operations'
import type { JobRow } from '../tables.ts'

const RESULTS = ['succeeded', 'partial', 'failed', 'cancelled'] as const
/** The outcome of a record; `rejected`: stored with the reason. */
const CHANGES = ['inserted', 'updated', 'unchanged', 'rejected'] as const
/** `error`: no answer. */
const ANSWERS = ['2xx', '3xx', '4xx', '5xx', 'error'] as const

/** The changes of a page. */
export type RecordCounts = Readonly<Record<(typeof CHANGES)[number], number>>

/**
 * The counters of this process since its start. Labels are names of integrations and constants of this file, so their
 * number is small.
 */
export class RunCounters {
  readonly runs = new Counter({
    name: 'tributary_job_runs_total',
    help: 'Jobs that this process has run to their end.',
    labelNames: ['integration', 'kind', 'result'],
    registers: [],
  })
  readonly records = new Counter({
    name: 'tributary_records_total',
    help: 'Records that this process has committed, by what they changed.',
    labelNames: ['integration', 'change'],
    registers: [],
  })
  readonly answers = new Counter({
    name: 'tributary_provider_responses_total',
    help: 'Answers of providers to the requests of jobs, by class of their status; error: no answer.',
    labelNames: ['integration', 'status'],
    registers: [],
  })

  /** Initializes the series of integrations with 0: `increase()` ignores the first value of a series. */
  begin(integrations: readonly string[], kinds: readonly string[]): void {
    for (const integration of integrations) {
      for (const kind of kinds) for (const result of RESULTS) this.runs.inc({ integration, kind, result }, 0)
      for (const change of CHANGES) this.records.inc({ integration, change }, 0)
      for (const status of ANSWERS) this.answers.inc({ integration, status }, 0)
    }
  }

  countRun({ integration, kind }: Pick<JobRow, 'integration' | 'kind'>, result: string): void {
    this.runs.inc({ integration, kind, result })
  }

  countRecords(integration: string, counts: RecordCounts): void {
    for (const change of CHANGES) this.records.inc({ integration, change }, counts[change])
  }

  /** `undefined` where there was no answer. */
  countAnswer(integration: string, status: number | undefined): void {
    this.answers.inc({
      integration,
      status: status === undefined ? 'error' : `${Math.floor(status / 100)}xx`,
    })
  }
}
