import { authenticator, createKernel, type Kernel, type Plugin } from '@tributary/core'
import { database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AuditEntry, auditLog, auditPlugin, changesBetween } from '../src/index.ts'

const ada = { userId: 'ada', kind: 'session' } as const

/** Signs everybody in as the administrator that the header names. */
const signsIn: Plugin = {
  name: 'accounts',
  version: '1.0.0',
  registerServices({ registerService }) {
    registerService(authenticator, () => ({
      authenticate: async ({ headers }) =>
        headers['x-role'] === undefined
          ? undefined
          : { ...ada, email: 'ada@example.org', roles: [headers['x-role'] as 'admin' | 'user'] },
    }))
  },
}

describe('the audit log', () => {
  let kernel: Kernel
  let stop: () => Promise<void>
  beforeAll(async () => {
    const place = await prepareTestDatabase()
    kernel = createKernel({ plugins: [databasePlugin(place.options), signsIn, auditPlugin()] })
    await kernel.boot()
    stop = async () => {
      await kernel.stop()
      await place.remove()
    }
  })
  afterAll(() => stop())

  const get = async (query = '', role = 'admin') =>
    kernel.app.inject({ url: `/api/admin/audit${query}`, headers: { 'x-role': role } })
  const record = (entry: Partial<AuditEntry> = {}) =>
    kernel.getService(auditLog).record({
      by: ada,
      action: 'updated',
      subjectType: 'user',
      subjectId: 'bob',
      changes: changesBetween({ role: 'user', disabled: false }, { role: 'admin', disabled: false }),
      ...entry,
    })

  test('lists who changed what, the newest first, filtered and page by page', async () => {
    await record()
    await record({ by: undefined, action: 'created', subjectId: 'carl', changes: [] })
    await record({
      subjectType: 'plugin_settings',
      subjectId: 'spotify',
      changes: [{ field: 'clientSecret', isSecret: true }],
    })
    const { items } = (await get()).json()
    expect(items).toMatchObject([
      {
        actorId: 'ada',
        actorKind: 'session',
        action: 'updated',
        subjectType: 'plugin_settings',
        subjectId: 'spotify',
        changes: [{ field: 'clientSecret', isSecret: true, before: null, after: null }],
      },
      { actorId: null, actorKind: 'server', action: 'created', subjectId: 'carl', changes: [] },
      { subjectId: 'bob', changes: [{ field: 'role', isSecret: false, before: 'user', after: 'admin' }] },
    ])
    expect((await get(`/${items[1].id}`)).json()).toEqual(items[1])
    const first = (await get('?subjectType=user&limit=1')).json()
    expect(first.items).toEqual([items[1]])
    const second = (await get(`?subjectType=user&limit=1&cursor=${first.nextCursor}`)).json()
    expect(second).toEqual({ items: [items[2]], nextCursor: null })
    expect((await get('?actorId=ada&subjectId=bob')).json().items).toEqual([items[2]])
    // Several entries may have the same millisecond.
    const { at } = items[1]
    const since = items.filter((each: { at: string }) => each.at >= at)
    expect((await get(`?fromTime=${at}`)).json().items).toEqual(since)
    expect((await get(`?toTime=${at}`)).json().items).toEqual(items.slice(since.length))
  })

  test('an entry is committed with what it is about, or not at all', async () => {
    const before = (await get('?subjectId=eve')).json().items.length
    await expect(
      kernel.getService(database).transaction(async (trx) => {
        await kernel
          .getService(auditLog)
          .record({ action: 'created', subjectType: 'user', subjectId: 'eve' }, { trx })
        throw new Error('the act failed')
      }),
    ).rejects.toThrow('the act failed')
    expect((await get('?subjectId=eve')).json().items).toHaveLength(before)
  })

  test('is for administrators, and says which entry is unknown and which range is reversed', async () => {
    expect((await get('', 'user')).statusCode).toBe(403)
    expect((await get('/999999')).json()).toMatchObject({ status: 404, code: 'AUDIT_NOT_FOUND' })
    const misspelled = await get('?subjectType=users')
    expect(misspelled.statusCode).toBe(400)
    expect(misspelled.body).toContain('plugin_settings')
    const reversed = await get('?fromTime=2026-02-01T00:00:00Z&toTime=2026-01-01T00:00:00Z')
    expect(reversed.json()).toMatchObject({ status: 400, code: 'KERNEL_BAD_RANGE' })
  })
})

test('changes name the members that differ', () => {
  expect(changesBetween({ a: [1], b: 1 }, { a: [1], b: 2, c: 3, d: undefined })).toEqual([
    { field: 'b', before: 1, after: 2 },
    { field: 'c', before: null, after: 3 },
  ])
})
