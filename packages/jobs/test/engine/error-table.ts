import type { IntegrationPlugin } from '@tributary/integration-host'
import { IntegrationError } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import type { LocalAnswer } from '../local-provider.ts'
import { renewable } from '../scripted-connections.ts'
import { pageOf } from '../scripted-integration.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

/** What the provider answers after a first good page, and what comes of it. */
interface Row {
  readonly answer: LocalAnswer
  readonly job: {
    status: string
    error_code: string
    failures?: number
    rejected?: number
    pages?: number
    unchanged?: number
  }
  /** What the person reads. */
  readonly says: RegExp
  /** How the connection is told that the run ended; absent where it has not. */
  readonly run?: { status: string; code: string }
  /** In how many seconds it goes on; absent where it does not by itself. */
  readonly wait?: number
}

const TABLE: Readonly<Record<string, Row>> = {
  'auth_expired: 401, although the credentials are new': {
    answer: { status: 401 },
    job: { status: 'failed', error_code: 'auth_expired' },
    says: /Connect again/,
    run: { status: 'failed', code: 'auth_expired' },
  },
  'rate_limit: 429 with a time': {
    answer: { status: 429, headers: { 'retry-after': '90' } },
    job: { status: 'queued', error_code: 'rate_limit', failures: 0 },
    says: /^account.example requires a wait/,
    wait: 90,
  },
  'rate_limit: 429 without a time': {
    answer: { status: 429 },
    job: { status: 'queued', error_code: 'rate_limit', failures: 0 },
    says: /requires a wait/,
    wait: 60,
  },
  'upstream: 503': {
    answer: { status: 503 },
    job: { status: 'queued', error_code: 'upstream', failures: 1 },
    says: /^account.example is temporarily unavailable/,
    wait: 5,
  },
  'upstream: 503 with a time': {
    answer: { status: 503, headers: { 'retry-after': '300' } },
    job: { status: 'queued', error_code: 'upstream', failures: 1 },
    says: /temporarily unavailable/,
    wait: 300,
  },
  'upstream: a connection that is cut': {
    answer: 'cut',
    job: { status: 'queued', error_code: 'upstream', failures: 1 },
    says: /could not be reached, or its answer was incomplete/,
    wait: 5,
  },
  'partial_sync: as the provider is understood': {
    answer: { status: 400, body: { error: 'tomorrow' } },
    job: { status: 'partial', error_code: 'partial_sync' },
    says: /tomorrow/,
    run: { status: 'partial', code: 'partial_sync' },
  },
  'invalid_data: JSON of does not match its documentation': {
    answer: { body: { items: 'none' } },
    job: { status: 'partial', error_code: 'invalid_data', rejected: 1 },
    says: /does not match its documentation/,
    run: { status: 'partial', code: 'invalid_data' },
  },
  'invalid_data: a request that is refused': {
    answer: { status: 400, body: { message: 'after is too large' } },
    job: { status: 'partial', error_code: 'invalid_data', rejected: 1 },
    says: /^account.example .*after is too large/,
    run: { status: 'partial', code: 'invalid_data' },
  },
  'permission_denied: 403': {
    answer: { status: 403 },
    job: { status: 'failed', error_code: 'permission_denied' },
    says: /grant the requested permissions\. Missing: read\./,
    run: { status: 'failed', code: 'permission_denied' },
  },
  'action_required: as the provider is understood': {
    answer: { status: 400, body: { error: 'ACCOUNT_NOT_LINKED' } },
    job: { status: 'failed', error_code: 'action_required', rejected: 0 },
    says: /^Open the app once/,
    run: { status: 'failed', code: 'action_required' },
  },
  'cursor_expired: 410, again after the stream has started over': {
    answer: { status: 410 },
    job: { status: 'partial', error_code: 'cursor_expired', pages: 2, unchanged: 10 },
    says: /no longer accepts the saved position/,
    run: { status: 'partial', code: 'cursor_expired' },
  },
  'bad_configuration: as the provider is understood': {
    answer: { status: 400, body: { error: 'SERVICE_DISABLED' } },
    job: { status: 'failed', error_code: 'bad_configuration' },
    says: /administrator/,
    run: { status: 'failed', code: 'bad_configuration' },
  },
}

export function errorTable(bench: Bench): void {
  describe('the error table, from the response to the job', () => {
    const integration: IntegrationPlugin = accountIntegration([httpStream('items')], {
      api: {
        baseUrl: 'https://account.example',
        classify({ body }) {
          const error = (body as { error?: string } | null)?.error
          if (error === 'tomorrow') return new IntegrationError('partial_sync', 'The rest comes tomorrow.')
          if (error === 'ACCOUNT_NOT_LINKED')
            return new IntegrationError('action_required', 'Open the app once with this account.')
          if (error === 'SERVICE_DISABLED')
            return new IntegrationError('bad_configuration', 'The administrator has to switch the API on.')
          return undefined
        },
      },
    })
    beforeEach(() => {
      bench.integration = integration
    })
    const seconds = async (id: string) => {
      const { rows } = await sql<{ seconds: number }>`
      select extract(epoch from run_after - updated_at)::float8 as seconds from import_jobs where id = ${id}`.execute(
        bench.server.db,
      )
      return rows[0]?.seconds
    }

    it.each(Object.entries(TABLE))('%s', async (_name, { answer, job, says, run, wait }) => {
      bench.connections.connect({ authorizer: renewable(1) })
      bench.provider.answer = ({ searchParams }) =>
        searchParams.get('after') === '0' ? { body: { items: pageOf(0, 10).records, next: 10 } } : answer
      const row = await bench.sync()
      expect(row).toMatchObject({ inserted: 10, pages: 1, ...job })
      expect(row.error_message).toMatch(says)
      const noted = await bench.server.db.selectFrom('test_runs').select(['status', 'code']).execute()
      expect(noted).toEqual(run === undefined ? [] : [run])
      // Unread dates are known to be missing as soon as they are no longer read automatically.
      const failures = await bench.server.db.selectFrom('test_failures').select('code').execute()
      expect(failures).toEqual(run === undefined ? [] : [{ code: run.code }])
      if (wait !== undefined) expect(await seconds(row.id)).toBeCloseTo(wait, 0)
      // Whatever happened, the next run goes on after the page that is there, once the provider's wait is over.
      bench.pass(wait ?? 0)
      bench.provider.answer = ({ searchParams }) => {
        expect(searchParams.get('after')).toBe('10')
        return { body: { items: pageOf(10, 15).records } }
      }
      expect(await bench.sync()).toMatchObject({ status: 'succeeded', inserted: 5 })
    })
  })
}
