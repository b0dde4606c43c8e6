import type { ImportJob } from '@tributary/integration-host'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import { CLIENT_ENVIRONMENT, EveryAuthProvider, everyAuth } from './every-auth.ts'
import type { Person } from './person.ts'

/** A server with a reference integration for each kind of auth, for the tests of the file that asks for it. Nothing is connected before a test. */
export function useEveryAuth() {
  let provider: EveryAuthProvider
  let server: ConnectedServer
  let ada: Person

  beforeAll(async () => {
    provider = await EveryAuthProvider.start()
    server = await startConnectedServer({
      integrations: everyAuth(provider.origin),
      environment: CLIENT_ENVIRONMENT,
      worker: true,
    })
    ada = await server.person('ada')
  })

  afterAll(async () => {
    await server.stop()
    provider.stop()
  })

  beforeEach(async () => {
    provider.answers = {}
    provider.seen.length = 0
    await sql`delete from user_integrations`.execute(server.db)
    await sql`delete from oauth_flows`.execute(server.db)
    await sql`delete from secrets where owner = 'connections'`.execute(server.db)
  })

  const asked = (path: string) => provider.seen.filter((each) => each.path === path)
  const connection = async (name: string) => (await ada.get(`/api/${name}`)).body.connections[0]
  /** Runs a sync to its end. */
  const sync = async (name: string): Promise<ImportJob> => {
    const { body } = await ada.post(`/api/${name}/sync`)
    return expect
      .poll(async () => (await ada.get(`/api/jobs/${(body as ImportJob).id}`)).body as ImportJob, {
        timeout: 15_000,
      })
      .toSatisfy((job: ImportJob) => !['queued', 'running'].includes(job.status))
      .then(async () => (await ada.get(`/api/jobs/${(body as ImportJob).id}`)).body as ImportJob)
  }
  return {
    get provider() {
      return provider
    },
    get server() {
      return server
    },
    get ada() {
      return ada
    },
    asked,
    connection,
    sync,
  }
}

export const ok = (json: object) => () => ({ json })
