import type { ImportJob } from '@tributary/integration-host'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { beforeEach, expect, test } from 'vitest'
import { PASSING_FAULTS } from './streams/check-faults.ts'
import type { TestServer } from './test-server.ts'
import type { TestUser } from './test-user.ts'

/** A connected account, of any kind of auth. */
export interface AccountCase {
  /** Of the integration. */
  readonly name: string
  readonly server: () => TestServer
  /** With at least two accounts, and data in each. */
  readonly simulator: () => ProviderSimulator
  /** Connects an account by its id, the first by default. Rejects if that fails. */
  readonly connect: (user: TestUser, account?: string) => Promise<void>
}

const DAY_SECONDS = 86_400

/** The members of an integration's connections that tests read. */
export async function connectionsOf(user: TestUser, name: string) {
  const { body } = await user.get(`/api/${name}`)
  return (body as { connections: readonly { id: string; status: string }[] }).connections
}

/** Compares a job, and shows the reasons of its rejections if it differs. */
export async function expectJob(user: TestUser, job: ImportJob, expected: Partial<ImportJob>): Promise<void> {
  const reasons = await user.rejections(job)
  expect(job, reasons === '' ? undefined : `rejected: ${reasons}`).toMatchObject(expected)
}

/** The part of the contract for connected accounts of every kind of auth. */
export function testAccount({ name, server, simulator, connect }: AccountCase): void {
  const connectedUser = async (): Promise<TestUser> => {
    const user = await server().createUser()
    await connect(user)
    return user
  }
  // Several users share an account, and the clock is stopped: the requests of one are not counted for the next.
  beforeEach(() => simulator().controls.rateClock.advance(DAY_SECONDS))

  test('connecting reads at once, and a sync after it adds nothing', async () => {
    const user = await connectedUser()
    const jobs = await user.allJobsEnd()
    expect(jobs.map(({ status, error }) => ({ status, error }))).toEqual(
      jobs.map(() => ({ status: 'succeeded', error: null })),
    )
    for (const job of jobs) await expectJob(user, job, { rejected: 0 })
    expect(jobs.reduce((sum, job) => sum + job.inserted, 0)).toBeGreaterThan(0)
    await expectJob(user, await user.sync(name), {
      status: 'succeeded',
      inserted: 0,
      updated: 0,
      rejected: 0,
    })
  })

  test('trouble of the provider that passes makes a sync wait, which goes on by itself', async () => {
    const user = await connectedUser()
    await user.allJobsEnd()
    for (const { name: fault, fault: passing, code } of PASSING_FAULTS) {
      simulator().controls.inject(passing)
      const begun = await user.post(`/api/${name}/sync`)
      const paused = await user.jobPause(begun.body.id as string)
      // A stream that retries by itself need not wait.
      if (paused.status === 'queued') expect(paused.error, fault).toMatchObject({ code })
      expect(await connectionsOf(user, name), fault).toMatchObject([{ status: 'connected' }])
      await server().endWaits()
      // A second request returns the same job, and makes a worker take it without waiting for its next poll.
      await expectJob(user, await user.sync(name), {
        status: 'succeeded',
        inserted: 0,
        updated: 0,
        rejected: 0,
      })
      simulator().controls.clearFaults()
    }
  })

  test('another account is another connection, and begins at its own beginning', async () => {
    const user = await connectedUser()
    await user.allJobsEnd()
    const [, other] = simulator().controls.accounts()
    await connect(user, other?.id)
    const jobs = await user.allJobsEnd()
    const connections = await connectionsOf(user, name)
    expect(connections).toHaveLength(2)
    for (const { id } of connections) {
      const own = jobs.filter(({ connectionId }) => connectionId === id)
      expect(own.reduce((sum, job) => sum + job.inserted, 0)).toBeGreaterThan(0)
    }
  })

  test('access that is withdrawn at the provider asks the person to connect again, which they can', async () => {
    const user = await connectedUser()
    await user.allJobsEnd()
    simulator().controls.revokeConsent()
    expect(await user.sync(name)).toMatchObject({ status: 'failed', error: { code: 'auth_expired' } })
    expect(await connectionsOf(user, name)).toMatchObject([{ status: 'needs_reauth' }])
    await connect(user)
    expect(await connectionsOf(user, name)).toMatchObject([{ status: 'connected' }])
    await user.allJobsEnd()
  })

  test('an account that was disconnected is not synced', async () => {
    const user = await connectedUser()
    await user.allJobsEnd()
    expect((await user.request({ method: 'DELETE', path: `/api/${name}` })).status).toBeLessThan(300)
    expect((await user.post(`/api/${name}/sync`)).status).toBe(409)
    expect(await connectionsOf(user, name)).not.toMatchObject([{ status: 'connected' }])
  })
}
