import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startFakeService } from './fake-service.ts'
import { startInstances } from './instances-server.ts'
import { valuesOf } from './service-providers.ts'

const ROOT = '/plugins/instances'
const message = { title: 'Title', text: 'Text', severity: 'info' } as const

test('a secret of an instance is in no reply, log line, document or table', async () => {
  const valid = 'canary-valid-token/1+1='
  const refused = 'canary-refused-token'
  const tried = 'canary-tried-token'
  const signing = 'canary-signing-key\nof two lines'
  const service = await startFakeService(valid)
  const server = await startInstances()
  const replies: string[] = []
  const dump: string[] = []
  try {
    const ask = async (...request: Parameters<typeof server.ask>) => {
      const answer = await server.ask(...request)
      replies.push(answer.text)
      return answer
    }
    const values = (token: string) => ({
      ...valuesOf('notification', service.url, token),
      mode: 'signed',
      signingKey: signing,
    })
    const kind = { plugin: 'chat', kind: 'notification' }
    const { body } = await ask('POST', ROOT, { ...kind, name: 'a', values: values(valid) })
    const path = `${ROOT}/${body.id}`
    const send = () =>
      server.providers.use({ kind: 'notification', instance: 'a' }, (channel) => channel.send(message))
    await send()
    await ask('POST', `${path}/test`)
    await ask('POST', `${path}/test`, { values: { token: tried } })
    await ask('POST', `${ROOT}/test`, { ...kind, values: values(tried) })
    // Refused as a whole, with the secret in several wrong places.
    await ask('POST', ROOT, { ...kind, name: 'a', values: values(refused) })
    await ask('POST', ROOT, {
      ...kind,
      name: 'b',
      values: { ...values(refused), token: [refused], [refused.slice(0, 6)]: 1 },
    })
    await ask('POST', ROOT, { ...kind, name: 'b', token: refused, values: {} })
    await ask('PATCH', path, { values: { room: refused, retries: refused, token: 'short' } })
    await ask('PUT', `${path}/configuration`, { values: values(refused) })
    await ask('GET', `${path}/configuration`)
    await ask('GET', path)
    await ask('GET', `${path}/health`)
    service.answer = (_request, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: `${refused} ${btoa(`user:${refused}`)}` }))
    await ask('GET', `${path}/health`)
    replies.push(String(await send().catch((error: unknown) => error)))
    await ask('GET', '/audit?subjectType=plugin_instance')
    replies.push(JSON.stringify(server.kernel.document()))
    const db = server.database.tables<Record<string, never>>()
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db)
    for (const { name } of tables) {
      const { rows } = await sql`select * from ${sql.table(name)}`.execute(db)
      dump.push(JSON.stringify(rows))
    }
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['secrets', 'plugin_instances', 'audit_entries']),
    )
    // A broken table is where a value would most easily get into an error.
    await sql`drop table secrets`.execute(db)
    await ask('PATCH', path, { values: { token: refused } })
    expect(replies.at(-1)).toContain('KERNEL_INTERNAL')
  } finally {
    await server.stop()
    await service.stop()
  }
  expect(server.log.length).toBeGreaterThan(20)
  for (const [place, text] of Object.entries({
    replies: replies.join('\n'),
    log: server.log.join(''),
    dump: dump.join('\n'),
  }))
    for (const secret of [valid, refused, tried, ...signing.split('\n')])
      for (const form of [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64').slice(0, -4),
      ])
        expect(text.includes(form), `${place} has ${secret}`).toBe(false)
})
