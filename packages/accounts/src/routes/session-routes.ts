import { type PluginApp, ProblemError, readCookie, signedIn } from '@tributary/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { accountsErrors } from '../accounts-errors.ts'
import { allowLimits, limitAttempts } from '../attempt-limits.ts'
import { refuseCrossSite } from '../cross-site.ts'
import { currentSession } from '../current-session.ts'
import { deleteDevicesOf } from '../device-store.ts'
import { Email, GivenPassword, NewPassword, Nothing } from '../fields.ts'
import { verifyPassword } from '../hash-password.ts'
import type { AccountsParts } from '../parts.ts'
import { sessionCookieName } from '../session-cookie.ts'
import type { SetCookies } from '../session-library.ts'
import { confirmSession, deleteExpiredSessions } from '../session-store.ts'
import { setCookies } from '../set-cookies.ts'
import { findPasswordHash, findUserByEmail, normalizeEmail } from '../user-store.ts'

const SignIn = Type.Object(
  { email: Email, password: GivenPassword },
  { title: 'SignIn', examples: [{ email: 'ada@example.org', password: 'correct horse battery' }] },
)

const PasswordChange = Type.Object(
  { currentPassword: GivenPassword, newPassword: NewPassword },
  {
    title: 'PasswordChange',
    examples: [{ currentPassword: 'correct horse battery', newPassword: 'staple of the horse' }],
  },
)

const Confirmation = Type.Object(
  { password: GivenPassword },
  { title: 'Confirmation', examples: [{ password: 'correct horse battery' }] },
)

/** Signing in and out, confirming and changing the password. */
export async function sessionRoutes(app: PluginApp, parts: AccountsParts): Promise<void> {
  const { settings, cache, db, devices } = parts
  const cookieName = sessionCookieName(settings.publicUrl)
  await allowLimits(app)
  const perAddress = limitAttempts(app, settings.limits.signInPerAddress)
  const perEmail = limitAttempts(app, settings.limits.signInPerEmail, (request) =>
    normalizeEmail(emailOf(request)),
  )
  const perUser = limitAttempts(app, settings.limits.passwordChange, (request) => signedIn(request).userId)

  app.post(
    '/sign-in/email',
    {
      config: { access: 'public' },
      preHandler: async (request) => {
        // First, so that a page of another site cannot use up the attempts of the browser that shows it.
        refuseCrossSite(request, settings.trustedOrigins)
        if (await devices.admit(request, emailOf(request))) return
        await perAddress(request)
        await perEmail(request)
      },
      schema: {
        summary: 'Sign in with email and password',
        description:
          'Starts a session and sets its cookie. Limited per address and per email; a browser that has signed in as this person before has its own limit (a second cookie identifies it).',
        operationId: 'accountsSignIn',
        body: SignIn,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const sessions = await parts.sessions()
      const cookies = await sessions.signIn(request, request.body)
      await deleteExpiredSessions(db, new Date(parts.now()))
      const user = await findUserByEmail(db, request.body.email)
      const known = user === undefined ? [] : await devices.remember(request, user.id)
      return answer(reply, [...cookies, ...known])
    },
  )

  app.post(
    '/sign-out',
    {
      // Public, so that the cookie of an expired session can still be removed.
      config: { access: 'public' },
      schema: {
        summary: 'Sign out',
        description: 'Ends the session of the cookie, if there is one, and removes the cookie.',
        operationId: 'accountsSignOut',
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      refuseCrossSite(request, settings.trustedOrigins)
      const sessions = await parts.sessions()
      const cookies = await sessions.signOut(request)
      const cookie = readCookie(request.headers.cookie, cookieName)
      if (cookie !== undefined) cache.forget(cookie)
      return answer(reply, cookies)
    },
  )

  app.post(
    '/confirm',
    {
      config: { sessionOnly: true, creates: false },
      preHandler: perUser,
      schema: {
        summary: 'Enter your password again',
        description:
          'For what needs a recent sign-in: this session counts as newly signed in for 15 minutes. Not possible with an API key.',
        operationId: 'accountsConfirm',
        body: Confirmation,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const session = await currentSession(request, parts)
      if (session === undefined) throw new ProblemError(accountsErrors.ACCOUNTS_SESSION_EXPIRED)
      const stored = await findPasswordHash(db, session.userId)
      if (stored === undefined)
        throw new ProblemError(accountsErrors.ACCOUNTS_NO_PASSWORD, {
          detail: 'Sign out and in again through the other service instead.',
        })
      if (!(await verifyPassword({ hash: stored, password: request.body.password })))
        throw new ProblemError(accountsErrors.ACCOUNTS_WRONG_PASSWORD)
      await confirmSession(db, session.id, new Date(parts.now()))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/password',
    {
      config: { sessionOnly: true },
      preHandler: perUser,
      schema: {
        summary: 'Change your password',
        description:
          'Ends all other sessions and forgets the known browsers. API keys remain valid. Not possible with an API key.',
        operationId: 'accountsChangePassword',
        body: PasswordChange,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const sessions = await parts.sessions()
      const cookies = await sessions.changePassword(request, request.body)
      const { userId } = signedIn(request)
      cache.forgetUser(userId)
      await deleteDevicesOf(db, userId)
      return answer(reply, [...cookies, ...(await devices.remember(request, userId))])
    },
  )
}

/** Called after schema validation. */
function emailOf({ body }: FastifyRequest): string {
  return (body as { email: string }).email
}

function answer(reply: FastifyReply, cookies: SetCookies): FastifyReply {
  setCookies(reply, cookies)
  return reply.code(204).send(null)
}
