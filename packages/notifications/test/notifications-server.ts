import { accounts, accountsPlugin } from '@tributary/accounts'
import { createKernel, type Kernel } from '@tributary/core'
import { type Database, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { type NewNotification, type Notifications, notifications, notificationsPlugin } from '../src/index.ts'

/** A server that tells people things, and two of them. */
export interface NotificationsServer {
  readonly kernel: Kernel
  readonly database: Database
  readonly notifications: Notifications
  readonly ada: Person
  readonly bob: Person
  stop(): Promise<void>
}

type Reply = Awaited<ReturnType<Kernel['app']['inject']>>

/** One user with an API key. */
export interface Person {
  readonly id: string
  get(path: string): Promise<Reply>
  post(path: string): Promise<Reply>
  deleteUser(id: string): Promise<void>
}

export async function startNotifications(): Promise<NotificationsServer> {
  const place = await prepareTestDatabase()
  const kernel = createKernel({
    plugins: [
      databasePlugin(place.options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      notificationsPlugin(),
    ],
  })
  await kernel.boot()
  const person = async (email: string): Promise<Person> => {
    const service = kernel.getService(accounts)
    const { id } = await service.createUser({ email, password: 'correct horse battery', role: 'admin' })
    const { key } = await service.createKey({ userId: id, name: 'test', scopes: ['*'] })
    const send = (method: 'GET' | 'POST') => (url: string) =>
      kernel.app.inject({ method, url, headers: { authorization: `Bearer ${key}` } })
    return {
      id,
      get: send('GET'),
      post: send('POST'),
      deleteUser: (other) => deleteUser(kernel, other, email),
    }
  }
  return {
    kernel,
    database: kernel.getService(database),
    notifications: kernel.getService(notifications),
    ada: await person('ada@example.org'),
    bob: await person('bob@example.org'),
    async stop() {
      await kernel.stop()
      await place.remove()
    },
  }
}

/** A notification of a connection that must be reconnected. */
export function reconnect(userId: string, more: Partial<NewNotification> = {}): NewNotification {
  return {
    userId,
    kind: 'connection_needs_reauth',
    severity: 'warning',
    title: 'Connect Fitbit again',
    message: 'Fitbit no longer accepts what it gave us. Connect it again.',
    integration: 'fitbit',
    path: '/connections/fitbit',
    key: 'connection:fitbit',
    ...more,
  }
}

/** Uses an administrator's session, since API keys may not delete users. */
async function deleteUser(kernel: Kernel, id: string, as: string): Promise<void> {
  const payload = { email: as, password: 'correct horse battery' }
  const signedIn = await kernel.app.inject({ method: 'POST', url: '/api/accounts/sign-in/email', payload })
  const cookies = Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]))
  const { statusCode } = await kernel.app.inject({
    method: 'DELETE',
    url: `/api/admin/accounts/users/${id}`,
    cookies,
  })
  if (statusCode !== 204) throw new Error(`deleting the user answered ${statusCode}`)
}
