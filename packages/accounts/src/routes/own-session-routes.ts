import {
  DEFAULT_LIMIT,
  listOf,
  type PluginApp,
  ProblemError,
  pageParameters,
  signedIn,
} from '@tributary/core'
import { Type } from 'typebox'
import { accountsErrors } from '../accounts-errors.ts'
import { currentTokenHash } from '../current-session.ts'
import { deleteDevicesOf } from '../device-store.ts'
import { ById, Nothing } from '../fields.ts'
import type { AccountsParts } from '../parts.ts'
import { deleteOtherSessions, deleteSession, listSessions } from '../session-store.ts'
import { Session, viewSession } from '../session-view.ts'
import { setCookies } from '../set-cookies.ts'

/** Where the signed-in user is signed in. Not for API keys: a leaked key would tell addresses and sign its owner out. */
export function ownSessionRoutes(app: PluginApp, parts: AccountsParts): void {
  const { cache, db, devices } = parts

  app.get(
    '/sessions',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'List your sessions',
        description: 'Where you are signed in, the newest first. Not possible with an API key.',
        operationId: 'accountsListSessions',
        querystring: Type.Object(pageParameters),
        response: { 200: listOf(Session, 'Sessions') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const { userId } = signedIn(request)
      const page = await listSessions(db, { userId, now: new Date(parts.now()), limit, cursor })
      const current = currentTokenHash(request, parts)
      return { items: page.items.map((row) => viewSession(row, current)), nextCursor: page.nextCursor }
    },
  )

  app.delete(
    '/sessions/:id',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'End a session of yours',
        description:
          'It is signed out at once; in other processes of the server within five seconds. Also possible with the current one. Not possible with an API key.',
        operationId: 'accountsDeleteSession',
        params: ById,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      if (!(await deleteSession(db, userId, request.params.id)))
        throw new ProblemError(accountsErrors.ACCOUNTS_SESSION_NOT_FOUND, {
          detail: 'GET /api/accounts/sessions lists your sessions.',
        })
      cache.forgetUser(userId)
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/sessions',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'End all your other sessions',
        description:
          'Signs you out everywhere but here, and forgets the other known browsers. API keys remain valid. Not possible with an API key.',
        operationId: 'accountsDeleteOtherSessions',
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      const current = currentTokenHash(request, parts)
      if (current === undefined) throw new ProblemError(accountsErrors.ACCOUNTS_SESSION_EXPIRED)
      await deleteOtherSessions(db, userId, current)
      await deleteDevicesOf(db, userId)
      cache.forgetUser(userId)
      setCookies(reply, await devices.remember(request, userId))
      return reply.code(204).send(null)
    },
  )
}
