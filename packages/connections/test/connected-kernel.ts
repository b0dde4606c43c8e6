import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accounts, accountsPlugin } from '@tributary/accounts'
import { createKernel, type Plugin } from '@tributary/core'
import { database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { integrations, settings } from '@tributary/integration-host'
import { oauth2 } from '@tributary/integration-kit'
import { type IntegrationDefinition } from '@tributary/integration-kit/host'
import { notificationsPlugin } from '@tributary/notifications'
import { parseAllowList } from '@tributary/provider-client'
import { secretStore, secretsPlugin } from '@tributary/secrets'
import { sql } from 'kysely'
import { credentialsOf, sealable } from '../src/credentials/sealed-credentials.ts'
import { connectionAccess, connectionsPlugin } from '../src/index.ts'
import type { TokenSet } from '../src/oauth/token-set.ts'

/** What a token endpoint answers: JSON, or HTML. */
export interface TokenAnswer {
  readonly status: number
  readonly body: object | string
}

export type ConnectedKernel = Awaited<ReturnType<typeof startConnectedKernel>>

/** A server with one person who has connected an account, at a provider that is nothing but a token endpoint. */
export async function startConnectedKernel() {
  const clock = { now: Date.now() }
  const endpoint = await startTokenEndpoint()
  const place = await prepareTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-connections-'))
  const kernel = createKernel({
    plugins: [
      databasePlugin(place.options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      secretsPlugin({ dataDir }),
      provider(endpoint.url),
      notificationsPlugin(),
      connectionsPlugin({
        publicUrl: 'http://127.0.0.1',
        egressAllow: parseAllowList('127.0.0.1'),
        now: () => clock.now,
      }),
    ],
  })
  await kernel.boot()
  const service = kernel.getService(accounts)
  const email = 'ada@example.org'
  const { id: userId } = await service.createUser({ email, password: 'correct horse battery', role: 'user' })
  const db = kernel.getService(database).tables<Record<string, never>>()
  const access = kernel.getService(connectionAccess)
  let connectionId = ''
  return {
    clock,
    endpoint,
    /** Connects with these tokens, as if the person had just come back from the provider. */
    async connect(tokens: TokenSet, status = 'connected'): Promise<void> {
      const { rows } = await sql<{ id: string }>`
        insert into user_integrations as earlier (user_id, integration, account_id, status) values (${userId}, 'odd', 'odd', ${status})
        on conflict (user_id, integration, account_id) where account_id is not null do update set
          status = excluded.status, access_expires_at = null, credentials_version = earlier.credentials_version + 1
        returning id`.execute(db)
      connectionId = rows[0]?.id ?? ''
      const reference = credentialsOf({ id: connectionId, user_id: userId })
      await kernel.getService(secretStore).write(reference, sealable({ kind: 'oauth2', ...tokens }))
    },
    /** A run's authorizer: each run has its own. */
    async authorizer() {
      const connection = await access.open(connectionId)
      if (connection === undefined) throw new Error('nothing is connected')
      return connection.authorizer
    },
    async stop(): Promise<void> {
      await kernel.stop()
      await place.remove()
      await rm(dataDir, { recursive: true, force: true })
      await endpoint.stop()
    },
  }
}

/** The integration, and the settings its client is in: a client that an administrator has set. */
function provider(tokenUrl: string): Plugin {
  const definition: IntegrationDefinition = {
    name: 'odd',
    displayName: 'Odd',
    version: '1.0.0',
    description: 'For tests.',
    streams: [],
    auth: oauth2({
      authorizationUrl: tokenUrl,
      tokenUrl,
      pkce: true,
      clientAuthentication: 'body',
      rotation: 'none-returned',
    }),
  }
  return {
    name: 'settings',
    version: '1.0.0',
    uses: [database],
    registerServices(context) {
      context.contribute(integrations, definition)
      context.registerService(settings, () => ({
        read: async () => ({ clientId: 'client', clientSecret: 'secret' }),
        missing: async () => [],
      }))
    },
  }
}

async function startTokenEndpoint() {
  const state = { answer: { status: 500, body: {} } as TokenAnswer, calls: 0 }
  const server = createServer((_request, response) => {
    state.calls += 1
    const { status, body } = state.answer
    const isHtml = typeof body === 'string'
    response.writeHead(status, { 'content-type': isHtml ? 'text/html' : 'application/json' })
    response.end(isHtml ? body : JSON.stringify(body))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    state,
    url: `http://127.0.0.1:${port}/token`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
