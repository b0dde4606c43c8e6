import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger, SecretRegistry } from '@tributary/operations'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BAY_CLIENT, BAY_ENVIRONMENT, bay, startBay } from './bay.ts'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'

let provider: ProviderSimulator
let server: ConnectedServer
const lines: string[] = []
const replies: string[] = []

beforeAll(async () => {
  provider = await startBay()
  server = await startConnectedServer({
    integrations: [bay],
    worker: true,
    endpoints: provider.endpoints,
    environment: BAY_ENVIRONMENT,
    logger: createLogger({
      level: 'trace',
      destination: { write: (line: string) => void lines.push(line) },
      secrets: new SecretRegistry(),
    }),
  })
})

afterAll(async () => {
  await server.stop()
  await provider.stop()
})

/** Every row of every table, as text. */
async function dump(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(schemaname) || '.' || quote_ident(tablename) as name
    from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`.execute(server.db)
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} as t`.execute(
        server.db,
      )
      return rows.map(({ text }) => text).join('\n')
    }),
  )
  return texts.join('\n')
}

it('secrets appear in no log, response, job, problem, metric or dump, for any failure', async () => {
  const ada = await server.person('ada')
  ada.onReply = (text) => void replies.push(text)
  const url = await ada.begin('bay')
  const callback = await provider.authorize(url)
  const bad = new URL(callback)
  bad.searchParams.set('code', 'canary-code-that-is-wrong')
  await ada.comeBack(bad)
  const again = await provider.authorize(await ada.begin('bay'))
  expect(await ada.comeBack(again)).toMatchObject({ status: 303 })
  await ada
    .post('/api/accounts/keys', { name: 'canary', scopes: ['*'] })
    .then(({ body }) => canaries.set('API key', body.key))
  for (const fault of ['status', 'cut', 'truncated', 'malformed'] as const) {
    provider.controls.inject({ kind: fault, path: 'api.bay.example/*' })
    await ada.post('/api/bay/sync')
    await sleep(150)
  }
  provider.controls.clearFaults()
  provider.controls.expireAccessTokens()
  await ada.post('/api/bay/sync')
  await sleep(300)
  provider.controls.inject({ kind: 'status', path: 'login.bay.example/revoke', status: 503 })
  await ada.delete('/api/bay')
  await sleep(200)
  for (const path of ['/api/jobs', '/api/notifications', '/api/connections', '/api/bay', '/openapi.json'])
    await ada.get(path)

  canaries.set('client secret', BAY_CLIENT.secret)
  canaries.set('state', new URL(url).searchParams.get('state') ?? '')
  canaries.set('code', callback.searchParams.get('code') ?? '')
  canaries.set('wrong code', 'canary-code-that-is-wrong')
  for (const [name, value] of ada.cookies)
    canaries.set(`cookie ${name}`, decodeURIComponent(value).split('.')[0] ?? '')
  for (const { reply, body } of provider.controls.requests()) {
    const { access_token: access, refresh_token: refresh } = (reply ?? {}) as Record<
      string,
      string | undefined
    >
    if (access !== undefined) canaries.set(`access token ${access}`, access)
    if (refresh !== undefined) canaries.set(`refresh token ${refresh}`, refresh)
    const { code_verifier: verifier } = (body ?? {}) as Record<string, string | undefined>
    if (verifier !== undefined) canaries.set(`verifier ${verifier}`, verifier)
  }
  canaries.set('master key', server.masterKey)

  const log = lines.join('')
  const tables = await dump()
  expect(log).toContain('provider request answered')
  expect(tables).toContain('ada@example.org')
  // Returned on purpose, once: the key to its creator, the state to the user who connects.
  const shown = replies
    .filter((text) => !text.includes('"authorizationUrl"') && !text.includes('"key":'))
    .join('\n')
  expect(canaries.size).toBeGreaterThan(8)
  for (const [name, canary] of canaries) {
    expect(canary.length, name).toBeGreaterThan(8)
    expect(log.includes(canary), `${name} in the log`).toBe(false)
    expect(shown.includes(canary), `${name} in a reply`).toBe(false)
    expect(tables.includes(canary), `${name} in the database`).toBe(false)
  }
})

const canaries = new Map<string, string>()
