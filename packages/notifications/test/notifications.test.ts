import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { pathsOfPages } from '../src/migrations/0003-paths-of-pages.ts'
import type { NotificationTables } from '../src/tables.ts'
import {
  type NotificationsServer,
  type Person,
  reconnect,
  startNotifications,
} from './notifications-server.ts'

interface Item {
  readonly id: string
  readonly title: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly parameters: object
  readonly readAt: string | null
}

describe('notifications', () => {
  let server: NotificationsServer
  beforeAll(async () => {
    server = await startNotifications()
  })
  afterAll(() => server.stop())
  afterEach(() => server.database.tables<NotificationTables>().deleteFrom('notifications').execute())

  const listOf = async (person: Person, query = '') =>
    (await person.get(`/api/notifications${query}`)).json<{ items: Item[]; nextCursor: string | null }>()
  const unreadOf = async (person: Person) =>
    (await person.get('/api/notifications/unread-count')).json<{ unreadCount: number }>().unreadCount

  test('an unread notification with the same key is updated, not duplicated', async () => {
    const { ada, notifications } = server
    await notifications.notify(reconnect(ada.id))
    const [first] = (await listOf(ada)).items
    await sleep(2)
    await notifications.notify(reconnect(ada.id))
    expect((await listOf(ada)).items).toEqual([first])
    await notifications.notify(reconnect(ada.id, { title: 'Fitbit is gone', path: undefined }))
    const { items } = await listOf(ada)
    expect(items).toEqual([
      expect.objectContaining({
        id: first?.id,
        title: 'Fitbit is gone',
        createdAt: first?.createdAt,
        path: null,
      }),
    ])
    expect(items[0]?.updatedAt).not.toBe(first?.updatedAt)
  })

  test('has what its words are made of, and changes with it', async () => {
    const { ada, notifications } = server
    await notifications.notify(reconnect(ada.id))
    expect((await listOf(ada)).items[0]?.parameters).toEqual({})
    const parameters = { name: 'Fitbit\0', days: 5 }
    await notifications.notify(reconnect(ada.id, { parameters }))
    await notifications.notify(reconnect(ada.id, { parameters, key: 'other', once: true }))
    const shown = { name: 'Fitbit\uFFFD', days: 5 }
    expect((await listOf(ada)).items.map((each) => each.parameters)).toEqual([shown, shown])
  })

  test('what led to an address of the API leads to a page after the update', async () => {
    const { ada, database, notifications } = server
    const paths = [
      ['/api/fitbit/connections/0b9f7a52', '/connections/0b9f7a52'],
      ['/api/admin/plugins/health/instance/main%2Fa', '/administration/health/instance/main%2Fa'],
      ['/api/webhooks/endpoints/17', '/me/webhooks/17'],
      ['/api/spotify/connect', '/integrations/spotify'],
      ['/connections/1', '/connections/1'],
    ] as const
    for (const [path] of paths) await notifications.notify(reconnect(ada.id, { path, key: path }))
    await pathsOfPages.up(database.tables())
    const { items } = (await ada.get('/api/notifications')).json<{ items: { path: string }[] }>()
    expect(items.map(({ path }) => path).toReversed()).toEqual(paths.map(([, page]) => page))
  })

  test('a repeated event after reading is notified again', async () => {
    const { ada, notifications } = server
    await notifications.notify(reconnect(ada.id))
    const [first] = (await listOf(ada)).items
    expect((await ada.post(`/api/notifications/${first?.id}/read`)).statusCode).toBe(200)
    await notifications.notify(reconnect(ada.id))
    expect((await listOf(ada)).items.map((item) => item.readAt === null)).toEqual([true, false])
  })

  test('with once, it is neither changed nor repeated, read or not', async () => {
    const { ada, bob, notifications } = server
    const once = { once: true, key: 'rejected:fitbit' }
    await notifications.notify(reconnect(ada.id, once))
    const [first] = (await listOf(ada)).items
    await notifications.notify(reconnect(ada.id, { ...once, title: 'Other words' }))
    expect((await listOf(ada)).items).toEqual([first])
    await ada.post(`/api/notifications/${first?.id}/read`)
    await notifications.notify(reconnect(ada.id, once))
    expect((await listOf(ada)).items).toHaveLength(1)
    await Promise.all(Array.from({ length: 8 }, () => notifications.notify(reconnect(bob.id, once))))
    expect((await listOf(bob)).items).toHaveLength(1)
  })

  test('notified by many at once it is one notification', async () => {
    const { ada, notifications } = server
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => notifications.notify(reconnect(ada.id, { title: `${n}` }))),
    )
    expect((await listOf(ada)).items).toHaveLength(1)
  })

  test('resolving marks only that person and key as read', async () => {
    const { ada, bob, notifications } = server
    await notifications.notify(reconnect(ada.id))
    await notifications.notify(reconnect(ada.id, { key: 'connection:spotify' }))
    await notifications.notify(reconnect(bob.id))
    await notifications.resolve({ userId: ada.id, key: 'connection:fitbit' })
    await notifications.resolve({ userId: ada.id, key: 'connection:never-was' })
    expect([await unreadOf(ada), await unreadOf(bob)]).toEqual([1, 1])
  })

  test('in a transaction, it exists only after the commit', async () => {
    const { ada, notifications, database } = server
    const attempt = database.transaction(async (trx) => {
      await notifications.notify(reconnect(ada.id), { trx })
      throw new Error('undone')
    })
    await expect(attempt).rejects.toThrow('undone')
    expect(await unreadOf(ada)).toBe(0)
    await database.transaction(async (trx) => {
      await notifications.notify(reconnect(ada.id), { trx })
      await notifications.notify(reconnect(ada.id, { key: 'other' }), { trx })
      await notifications.resolve({ userId: ada.id, key: 'other' }, { trx })
    })
    expect(await unreadOf(ada)).toBe(1)
  })

  test('a message with characters that the database cannot store is still sent', async () => {
    const { ada, notifications } = server
    await notifications.notify(reconnect(ada.id, { title: 'bad\0title' }))
    expect((await listOf(ada)).items.map((item) => item.title)).toEqual(['bad\uFFFDtitle'])
  })

  test('the list is newest first, in pages of any size, and filtered by unread ones', async () => {
    const { ada, notifications } = server
    for (const n of [1, 2, 3, 4, 5])
      await notifications.notify(reconnect(ada.id, { key: `${n}`, title: `${n}` }))
    const titles: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await listOf(ada, `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      titles.push(...page.items.map((item) => item.title))
      cursor = page.nextCursor
    }
    expect(titles).toEqual(['5', '4', '3', '2', '1'])
    await notifications.resolve({ userId: ada.id, key: '4' })
    expect((await listOf(ada, '?unread=true')).items.map((item) => item.title)).toEqual(['5', '3', '2', '1'])
    expect((await listOf(ada, '?unread=false')).items.map((item) => item.title)).toEqual(['4'])
    const { nextCursor } = await listOf(ada, '?unread=true&limit=2')
    const other = await ada.get(`/api/notifications?unread=false&cursor=${nextCursor}`)
    expect(other.json()).toMatchObject({ status: 400, code: 'DATABASE_BAD_CURSOR' })
  })

  test('one is marked as read once, and all at once', async () => {
    const { ada, bob, notifications } = server
    for (const key of ['a', 'b', 'c']) await notifications.notify(reconnect(ada.id, { key }))
    await notifications.notify(reconnect(bob.id))
    const [newest] = (await listOf(ada)).items
    const read = (await ada.post(`/api/notifications/${newest?.id}/read`)).json<Item>()
    expect(read).toMatchObject({ id: newest?.id, readAt: expect.any(String) })
    await sleep(2)
    expect((await ada.post(`/api/notifications/${newest?.id}/read`)).json()).toEqual(read)
    expect((await ada.get(`/api/notifications/${newest?.id}`)).json()).toEqual(read)
    expect((await ada.post('/api/notifications/read')).json()).toEqual({ markedCount: 2 })
    expect((await ada.post('/api/notifications/read')).json()).toEqual({ markedCount: 0 })
    expect([await unreadOf(ada), await unreadOf(bob)]).toEqual([0, 1])
  })

  test("another user's is not there, to read or to mark", async () => {
    const { ada, bob, notifications } = server
    await notifications.notify(reconnect(ada.id))
    const [item] = (await listOf(ada)).items
    for (const reply of [
      await bob.get(`/api/notifications/${item?.id}`),
      await bob.post(`/api/notifications/${item?.id}/read`),
    ]) {
      expect(reply.json()).toMatchObject({ status: 404, code: 'NOTIFICATIONS_NOT_FOUND' })
    }
    expect((await listOf(bob)).items).toEqual([])
    expect(await unreadOf(ada)).toBe(1)
  })

  test.each([
    ['?limit=0', 'KERNEL_VALIDATION'],
    ['?unread=perhaps', 'KERNEL_VALIDATION'],
    ['?cursor=made-up', 'DATABASE_BAD_CURSOR'],
    ['/1e3', 'KERNEL_VALIDATION'],
  ])('the request %s is refused', async (query, code) => {
    expect((await server.ada.get(`/api/notifications${query}`)).json()).toMatchObject({ status: 400, code })
  })

  test('notifications are deleted with their user, and none is sent for a deleted user', async () => {
    const { ada, bob, notifications, database } = server
    await notifications.notify(reconnect(bob.id))
    await ada.deleteUser(bob.id)
    await notifications.notify(reconnect(bob.id))
    const rows = await database.tables<NotificationTables>().selectFrom('notifications').selectAll().execute()
    expect(rows).toEqual([])
  })
})
