import { randomUUID } from 'node:crypto'
import { type CodedErrorDefinition, ProblemError } from '@tributary/core'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
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

/** What better-auth reports, as ours. Whatever is not here is a bug, and says nothing of itself. */
const PROBLEMS: Readonly<Record<string, CodedErrorDefinition>> = {
  INVALID_EMAIL_OR_PASSWORD: accountsErrors.ACCOUNTS_BAD_CREDENTIALS,
  INVALID_EMAIL: accountsErrors.ACCOUNTS_BAD_CREDENTIALS,
  INVALID_PASSWORD: accountsErrors.ACCOUNTS_WRONG_PASSWORD,
  UNAUTHORIZED: accountsErrors.ACCOUNTS_SESSION_EXPIRED,
  // The hook below refuses a session to the disabled; nothing else makes creating one fail without throwing.
  FAILED_TO_CREATE_SESSION: accountsErrors.ACCOUNTS_USER_DISABLED,
}

/** The `Set-Cookie` headers that a call answers with. */
export type SetCookies = readonly string[]

/** The part of better-auth that is used: sessions and passwords. Nothing outside this file knows of it. */
export interface SessionLibrary {
  signIn(request: FastifyRequest, body: { email: string; password: string }): Promise<SetCookies>
  signOut(request: FastifyRequest): Promise<SetCookies>
  /** Prolongs a session that is more than a day old. */
  refresh(request: FastifyRequest): Promise<SetCookies>
  /** Ends all other sessions of the user and begins a new one. */
  changePassword(
    request: FastifyRequest,
    body: { currentPassword: string; newPassword: string },
  ): Promise<SetCookies>
}

/** Sets better-auth up over our tables. It calls nobody: telemetry and its own logger are off. */
export async function openSessionLibrary(
  db: AccountsDb,
  settings: AccountsSettings & { secret: string },
): Promise<SessionLibrary> {
  const options = libraryOptions(db, settings)
  // better-auth does not export the adapter it makes for Kysely; an instance of it hands it out.
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

function libraryOptions(db: AccountsDb, settings: AccountsSettings & { secret: string }): BetterAuthOptions {
  const times = { createdAt: 'created_at', updatedAt: 'updated_at' }
  return {
    appName: 'Tributary',
    baseURL: settings.publicUrl.origin,
    basePath: '/api/accounts',
    // As a list, or an environment variable of better-auth's own would override it.
    secrets: [{ version: 1, value: settings.secret }],
    telemetry: { enabled: false },
    logger: { disabled: true },
    // Ours are in the routes, where they can be told apart by address and by email.
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
      // The routes check before they call, by rules of their own.
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
      // Our migrations make the tables, with the columns that are used.
      database: { generateId: () => randomUUID(), validateSchema: false },
    },
  }
}

/** Only what better-auth needs to see. The address is the one Fastify vouches for, not what a header claims. */
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
