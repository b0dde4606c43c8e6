import {
  accountsChangePassword,
  accountsClaimSetup,
  accountsConfirm,
  accountsCreateKey,
  accountsCreateUser,
  accountsDeleteKey,
  accountsDeleteOtherSessions,
  accountsDeleteSession,
  accountsDeleteUser,
  accountsGetKey,
  accountsGetMe,
  accountsGetSetup,
  accountsGetUser,
  accountsListKeys,
  accountsListSessions,
  accountsListUsers,
  accountsSignIn,
  accountsUpdateMe,
  accountsUpdateUser,
} from '../../src/index.ts'
import { ADMIN } from '../live/live-server.ts'
import type { World } from './world.ts'

const OTHER = { email: 'bob@example.org', password: 'correct horse battery' }
const NEW_PASSWORD = 'staple of the horse'

/** From the first administrator to the deletion of another user. */
export function accountsCalls(world: World) {
  const { session, client } = world
  let keyId = ''
  let userId = ''
  let sessionId = ''
  return {
    accountsGetSetup: () => accountsGetSetup({ client: session }),
    accountsClaimSetup: () =>
      accountsClaimSetup({ client: session, body: { ...ADMIN, token: setupToken(world.server.log()) } }),
    accountsSignIn: () => accountsSignIn({ client: session, body: ADMIN }),
    async accountsCreateKey() {
      const create = async (name: string) =>
        (await accountsCreateKey({ client: session, body: { name, scopes: ['*'] } })).data
      world.apiKey = (await create('test')).key
      keyId = (await create('to be deleted')).id
    },
    accountsListKeys: () => accountsListKeys({ client: session }),
    accountsGetKey: () => accountsGetKey({ client: session, path: { id: keyId } }),
    accountsDeleteKey: () => accountsDeleteKey({ client: session, path: { id: keyId } }),
    accountsGetMe: () => accountsGetMe({ client }),
    accountsUpdateMe: () => accountsUpdateMe({ client: session, body: { timeZone: 'Europe/Berlin' } }),
    async accountsListSessions() {
      // The session before remains.
      await accountsSignIn({ client: session, body: ADMIN })
      const { data } = await accountsListSessions({ client: session })
      sessionId = data.items.find(({ current }) => !current)?.id ?? ''
    },
    accountsDeleteSession: () => accountsDeleteSession({ client: session, path: { id: sessionId } }),
    accountsDeleteOtherSessions: () => accountsDeleteOtherSessions({ client: session }),
    accountsConfirm: () => accountsConfirm({ client: session, body: { password: ADMIN.password } }),
    accountsChangePassword: () =>
      accountsChangePassword({
        client: session,
        body: { currentPassword: ADMIN.password, newPassword: NEW_PASSWORD },
      }),
    async accountsCreateUser() {
      userId = (await accountsCreateUser({ client: session, body: OTHER })).data.id
    },
    accountsListUsers: () => accountsListUsers({ client }),
    accountsGetUser: () => accountsGetUser({ client, path: { id: userId } }),
    accountsUpdateUser: () =>
      accountsUpdateUser({ client: session, path: { id: userId }, body: { name: 'Bob' } }),
    accountsDeleteUser: () => accountsDeleteUser({ client: session, path: { id: userId } }),
  }
}

function setupToken(log: string): string {
  return /Set-up token: ([\w-]+)/.exec(log)?.[1] ?? ''
}
