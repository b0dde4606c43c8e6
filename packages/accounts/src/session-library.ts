import { randomUUID } from 'node:crypto'
import { type CodedErrorDefinition, ProblemError } from '@tributary/core'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import type { FastifyRequest } from 'fastify'
import { accountsErrors } from './accounts-errors.ts'
import type { AccountsSettings } from './accounts-options.ts'
import type { AccountsDb } from './accounts-tables.ts'
import { hashPassword, verifyPassword } from './hash-password.ts'
import { hashSessionTokens } from './hashed-session-adapter.ts'
import { PASSWORD_LENGTH } from './input-checks.ts'
import { sessionCookieName } from './session-cookie.ts'
import { findUser } from './user-store.ts'

const CLIENT_ADDRESS = 'x-client-address'

/** The translation of better-auth's errors. Any other error is a bug and shows no details. */
const PROBLEMS: Readonly<Record<string, CodedErrorDefinition>> = {
  INVALID_EMAIL_OR_PASSWORD: accountsErrors.ACCOUNTS_BAD_CREDENTIALS,
  INVALID_EMAIL: accountsErrors.ACCOUNTS_BAD_CREDENTIALS,
  INVALID_PASSWORD: accountsErrors.ACCOUNTS_WRONG_PASSWORD,
  UNAUTHORIZED: accountsErrors.ACCOUNTS_SESSION_EXPIRED,
  // The hook below refuses sessions of disabled users; nothing else makes creating one fail without throwing.
  FAILED_TO_CREATE_SESSION: accountsErrors.ACCOUNTS_USER_DISABLED,
  CREDENTIAL_ACCOUNT_NOT_FOUND: accountsErrors.ACCOUNTS_NO_PASSWORD,
}

/** The `Set-Cookie` headers of a response. */
export type SetCookies = readonly string[]

/** The used part of better-auth: sessions and passwords. No other file depends on it. */
export interface SessionLibrary {
  signIn(request: FastifyRequest, body: { email: string; password: string }): Promise<SetCookies>
  /** Starts a session of a person who was recognised in another way than by a password. */
  start(request: FastifyRequest, userId: string): Promise<SetCookies>
  signOut(request: FastifyRequest): Promise<SetCookies>
  /** Extends a session that is more than a day old. */
  refresh(request: FastifyRequest): Promise<SetCookies>
  /** Ends all other sessions of the user and starts a new one. */
  changePassword(
    request: FastifyRequest,
    body: { currentPassword: string; newPassword: string },
  ): Promise<SetCookies>
}

/** Sets up better-auth over our tables. It makes no network calls: telemetry and its own logger are off. */
export async function openSessionLibrary(
  db: AccountsDb,
  settings: AccountsSettings & { secret: string },
): Promise<SessionLibrary> {
  const options = libraryOptions(db, settings)
  // better-auth does not export the adapter it makes for Kysely; an instance exposes it.
  const withKysely: BetterAuthOptions = { ...options, database: { db, type: 'postgres' } }
  const plain = await betterAuth(withKysely).$context
  const auth = betterAuth({ ...options, database: () => hashSessionTokens(plain.adapter) })
  const cookie = sessionCookieName(settings.publicUrl)
  const cookiesOf = async (response: Response): Promise<SetCookies> => {
    if (!response.ok) throw await toProblem(response)
    return response.headers.getSetCookie().filter((header) => header.startsWith(`${cookie}=`))
  }
  return {
    async signIn(request, body) {
      return cookiesOf(await auth.api.signInEmail({ body, headers: headersFor(request), asResponse: true }))
    },
    async start(request, userId) {
      return cookiesOf(
        await auth.api.startSession({ body: { userId }, headers: headersFor(request), asResponse: true }),
      )
    },
    async signOut(request) {
      return cookiesOf(await auth.api.signOut({ headers: headersFor(request), asResponse: true }))
    },
    async refresh(request) {
      return cookiesOf(await auth.api.getSession({ headers: headersFor(request), asResponse: true }))
    },
    async changePassword(request, body) {
      return cookiesOf(
        await auth.api.changePassword({
          body: { ...body, revokeOtherSessions: true },
          headers: headersFor(request),
          asResponse: true,
        }),
      )
    },
  }
}

/** The body of `startSession`, in the form that better-auth takes; TypeBox has no adapter for it. */
const startSessionBody = {
  '~standard': {
    version: 1,
    vendor: 'tributary',
    // Called within the process alone, with the type checked by the compiler.
    validate: (value: unknown) => ({ value: value as { userId: string } }),
    types: undefined as unknown as { input: { userId: string }; output: { userId: string } },
  },
} as const

/** Called within the process alone: better-auth serves no requests here. */
const startSession = createAuthEndpoint(
  '/start-session',
  { method: 'POST', body: startSessionBody },
  async (context) => {
    const { internalAdapter } = context.context
    const user = await internalAdapter.findUserById(context.body.userId)
    const session = user === null ? null : await internalAdapter.createSession(user.id)
    if (user === null || session === null)
      throw new APIError('FORBIDDEN', { code: 'FAILED_TO_CREATE_SESSION', message: 'no session was created' })
    await setSessionCookie(context, { session, user })
    return context.json({})
  },
)

function libraryOptions(db: AccountsDb, settings: AccountsSettings & { secret: string }) {
  const times = { createdAt: 'created_at', updatedAt: 'updated_at' }
  return {
    appName: 'Tributary',
    baseURL: settings.publicUrl.origin,
    basePath: '/api/accounts',
    // As a list, or an environment variable of better-auth's own would override it.
    secrets: [{ version: 1, value: settings.secret }],
    telemetry: { enabled: false },
    logger: { disabled: true },
    // Our limits are in the routes, by address and by email.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: { modelName: 'users', fields: { emailVerified: 'email_verified', ...times } },
    session: {
      modelName: 'sessions',
      fields: {
        userId: 'user_id',
        token: 'token_hash',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...times,
      },
      expiresIn: settings.sessionSeconds,
      updateAge: 86_400,
    },
    account: {
      modelName: 'credentials',
      fields: { userId: 'user_id', providerId: 'provider_id', accountId: 'account_id', ...times },
    },
    plugins: [{ id: 'external-sign-in', endpoints: { startSession } }],
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => {
            const user = await findUser(db, userId)
            return user !== undefined && user.disabled_at === null ? undefined : false
          },
        },
      },
    },
    advanced: {
      // The routes validate before they call, by their own rules.
      disableCSRFCheck: true,
      disableOriginCheck: true,
      useSecureCookies: false,
      cookiePrefix: 'tributary',
      cookies: {
        session_token: {
          name: sessionCookieName(settings.publicUrl),
          attributes: {
            httpOnly: true,
            sameSite: 'lax',
            path: '/',
            secure: settings.publicUrl.protocol === 'https:',
          },
        },
      },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS] },
      // Our migrations create the tables, with the used columns only.
      database: { generateId: () => randomUUID(), validateSchema: false },
    },
  } satisfies BetterAuthOptions
}

/** Only the parts that better-auth needs. The address is `request.ip` of Fastify, not a header of the client. */
function headersFor(request: FastifyRequest): Headers {
  const headers = new Headers({ [CLIENT_ADDRESS]: request.ip })
  const { cookie, 'user-agent': userAgent } = request.headers
  if (cookie !== undefined) headers.set('cookie', cookie)
  if (userAgent !== undefined) headers.set('user-agent', userAgent.slice(0, 300))
  return headers
}

async function toProblem(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => undefined)
  const code = typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : ''
  const definition = PROBLEMS[code]
  if (definition !== undefined) return new ProblemError(definition)
  return new ProblemError(accountsErrors.ACCOUNTS_FAILED, {
    detail: `better-auth answered ${response.status} ${code}`,
  })
}
