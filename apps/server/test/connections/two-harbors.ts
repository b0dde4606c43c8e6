import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { type ConnectedServer, PUBLIC_URL, startConnectedServer } from './connected-server.ts'
import { harbor } from './harbor.ts'
import { type OidcServer, startOidcServer } from './oidc-server.ts'
import type { Person, Reply } from './person.ts'
import { ProviderBrowser } from './provider-browser.ts'

/** The cookie that binds a flow to its browser. */
export const COOKIE = 'tributary.connecting'
const client = (name: string) => ({
  id: `client-${name}`,
  secret: `secret-of-${name}-0123456789`,
  redirectUris: [`${PUBLIC_URL}/api/${name}/callback`],
})

/** Two OpenID providers, and a server that two people use, for the tests of the file that asks for it. */
export function useTwoHarbors() {
  let one: OidcServer
  let two: OidcServer
  let server: ConnectedServer
  let ada: Person
  let eve: Person
  const atProvider = new ProviderBrowser()

  beforeAll(async () => {
    one = await startOidcServer([client('one'), client('wrong')])
    two = await startOidcServer([client('two')])
    server = await startConnectedServer({
      integrations: [harbor('one', one.issuer), harbor('two', two.issuer), harbor('wrong', one.issuer)],
      environment: {
        ONE_CLIENT_ID: client('one').id,
        ONE_CLIENT_SECRET: client('one').secret,
        TWO_CLIENT_ID: client('two').id,
        TWO_CLIENT_SECRET: client('two').secret,
        WRONG_CLIENT_ID: client('wrong').id,
        WRONG_CLIENT_SECRET: 'not-its-secret',
      },
    })
    ada = await server.person('ada')
    eve = await server.person('eve')
  })

  afterAll(async () => {
    await server.stop()
    await Promise.all([one.stop(), two.stop()])
  })

  beforeEach(async () => {
    await sql`delete from import_jobs`.execute(server.db)
    await sql`delete from user_integrations`.execute(server.db)
    await sql`delete from secrets where owner = 'connections'`.execute(server.db)
    await sql`delete from oauth_flows`.execute(server.db)
  })

  /** Ada has been at the provider and is on her way back. */
  const onTheWayBack = async (person = ada, integration = 'one', name = 'ada') =>
    atProvider.authorize(await person.begin(integration), { name })

  /** Nothing came of it: no connection, no credentials. */
  async function refuses(reply: Reply, status: number, code?: string): Promise<boolean> {
    expect(reply).toMatchObject({ status, ...(code === undefined ? {} : { body: { code } }) })
    expect(await server.countStored()).toEqual({ connections: 0, secrets: 0 })
    return true
  }

  return {
    get two() {
      return two
    },
    get one() {
      return one
    },
    get server() {
      return server
    },
    get ada() {
      return ada
    },
    get eve() {
      return eve
    },
    atProvider,
    onTheWayBack,
    refuses,
  }
}
