import { ProblemError } from '@tributary/core'
import { accountsErrors } from './accounts-errors.ts'
import { isEmail, PASSWORD_LENGTH } from './input-checks.ts'

/** A limit of attempts per time window. Each process counts separately. */
export interface AttemptLimit {
  readonly max: number
  /** In milliseconds. */
  readonly within: number
}

/** The limits for attempts at guessable secrets. */
export interface AttemptLimits {
  /** Sign-ins from one address (one /64 network with IPv6). */
  readonly signInPerAddress: AttemptLimit
  /** Sign-ins with one email address, from any address. */
  readonly signInPerEmail: AttemptLimit
  /** Set-up attempts from one address. */
  readonly setup: AttemptLimit
  /** Changes of their own password by one user. */
  readonly passwordChange: AttemptLimit
}

/** The options of this package. */
export interface AccountsOptions {
  /**
   * Where browsers reach the server: `https://data.example.org`. Determines the name and the attributes of the
   * cookie.
   */
  readonly publicUrl: string
  /**
   * Signs session cookies; at least 32 characters. By default one is created at the first start and stored in the
   * database, so that all processes over one database share it. Changing it signs out all users.
   */
  readonly secret?: string | undefined
  /** The first administrator, created on the first start. Without both, the log shows a set-up token instead. */
  readonly adminEmail?: string | undefined
  readonly adminPassword?: string | undefined
  /** Other origins whose pages may use a session, like `http://localhost:5173` of a development server. */
  readonly trustedOrigins?: readonly string[] | undefined
  /** How long an unused session lasts. Default 30 days. */
  readonly sessionDays?: number | undefined
  /** Default: 20 sign-ins per address and 10 per email in 5 minutes; 10 set-ups and 10 password changes in 15. */
  readonly limits?: Partial<AttemptLimits> | undefined
}

/** Validated options with defaults. */
export interface AccountsSettings {
  readonly publicUrl: URL
  readonly secret: string | undefined
  readonly firstAdmin: { readonly email: string; readonly password: string } | undefined
  readonly trustedOrigins: ReadonlySet<string>
  readonly sessionSeconds: number
  readonly limits: AttemptLimits
}

const MINUTE = 60_000
const DEFAULT_LIMITS: AttemptLimits = {
  signInPerAddress: { max: 20, within: 5 * MINUTE },
  signInPerEmail: { max: 10, within: 5 * MINUTE },
  setup: { max: 10, within: 15 * MINUTE },
  passwordChange: { max: 10, within: 15 * MINUTE },
}

/** Validates the options. Throws `ACCOUNTS_BAD_OPTIONS`, naming the one to change. */
export function readOptions(options: AccountsOptions): AccountsSettings {
  const { secret, trustedOrigins = [] } = options
  const publicUrl = readUrl(options.publicUrl, 'publicUrl')
  if (secret !== undefined && secret.length < 32) {
    throw badOptions('the secret must have at least 32 characters, preferably 32 random bytes as base64')
  }
  return {
    publicUrl,
    secret,
    firstAdmin: readFirstAdmin(options),
    trustedOrigins: new Set([
      publicUrl.origin,
      ...trustedOrigins.map((origin) => readUrl(origin, 'trustedOrigins').origin),
    ]),
    sessionSeconds: (options.sessionDays ?? 30) * 86_400,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
  }
}

function readUrl(value: string, option: string): URL {
  const url = URL.parse(value)
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  throw badOptions(`${option} must be a URL like https://data.example.org, not "${value}"`)
}

function readFirstAdmin(options: AccountsOptions): AccountsSettings['firstAdmin'] {
  const { adminEmail, adminPassword } = options
  if (adminEmail === undefined && adminPassword === undefined) return undefined
  if (adminEmail === undefined || adminPassword === undefined) {
    throw badOptions('the email address and the password of the first administrator must be set together')
  }
  const { min, max } = PASSWORD_LENGTH
  if (adminPassword.length < min || adminPassword.length > max) {
    throw badOptions(`the password of the first administrator must have ${min} to ${max} characters`)
  }
  if (!isEmail(adminEmail)) throw badOptions(`"${adminEmail}" is not an email address`)
  return { email: adminEmail, password: adminPassword }
}

function badOptions(detail: string): ProblemError {
  return new ProblemError(accountsErrors.ACCOUNTS_BAD_OPTIONS, { detail })
}
