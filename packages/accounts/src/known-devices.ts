import { createToken, hashToken } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { FastifyRequest } from 'fastify'
import type { AccountsDb, AccountsTables } from './accounts-tables.ts'
import { readDeviceTokens, writeDeviceCookie } from './device-cookie.ts'
import {
  countDeviceAttempt,
  deleteDevices,
  deleteDevicesBefore,
  deleteOldestDevices,
  insertDevice,
  lockDevicesOf,
} from './device-store.ts'

/** Consecutive failed attempts. The same number as for an email address in 5 minutes, but without a time window. */
const MOST_ATTEMPTS = 10
/**
 * Limit for browsers and for other clients each, so that a script without cookies does not displace the owner's
 * browsers.
 */
const MOST_DEVICES = 10
/** Longer than a session lasts, so that a browser is still known when its session has ended. */
const LIFETIME_DAYS = 180
const DAY_SECONDS = 86_400

export interface KnownDevicesParts {
  readonly database: Database
  readonly publicUrl: URL
  now(): number
}

interface DeviceToRemember {
  readonly userId: string
  /** The tokens that the browser sent. */
  readonly given: readonly string[]
  readonly token: string
  readonly browser: boolean
}

/**
 * Browsers that have signed in before, as "device cookies" of OWASP: their attempts are counted per device, so that
 * guesses from elsewhere do not lock out the owner.
 * https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export class KnownDevices {
  readonly #parts: KnownDevicesParts

  constructor(parts: KnownDevicesParts) {
    this.#parts = parts
  }

  /**
   * Counts an attempt if the browser is known for this email address and has attempts left; resolves to whether it
   * is. A well-formed cookie costs one statement whether it is known, of another person, or invented.
   */
  async admit(request: FastifyRequest, email: string): Promise<boolean> {
    const { database, publicUrl } = this.#parts
    const tokens = readDeviceTokens(request.headers.cookie, publicUrl)
    if (tokens.length === 0) return false
    return countDeviceAttempt(database.tables<AccountsTables>(), {
      tokenHashes: tokens.map(hashToken),
      email,
      max: MOST_ATTEMPTS,
      since: this.#oldest(),
    })
  }

  /**
   * Records a browser after a successful sign-in, and resolves to its `Set-Cookie` header. Always issues a new token:
   * the one that the browser sent may have been planted, and its copies become invalid.
   */
  async remember(request: FastifyRequest, userId: string): Promise<readonly string[]> {
    try {
      return await this.#makeKnown(request, userId)
    } catch (error) {
      // The sign-in succeeded; only the protection during a later attack is lost.
      request.log.warn({ err: error }, 'known browser not recorded')
      return []
    }
  }

  async #makeKnown(request: FastifyRequest, userId: string): Promise<readonly string[]> {
    const { database, publicUrl } = this.#parts
    const given = readDeviceTokens(request.headers.cookie, publicUrl)
    const token = createToken()
    const replaced = await database.transaction<AccountsTables, readonly string[] | undefined>((trx) =>
      this.#replace(trx, { userId, given, token, browser: isBrowser(request) }),
    )
    await deleteDevicesBefore(database.tables<AccountsTables>(), this.#oldest())
    if (replaced === undefined) return []
    // Tokens of other people who use this browser remain.
    const others = given.filter((each) => !replaced.includes(hashToken(each)))
    return [writeDeviceCookie([token, ...others], { publicUrl, maxAgeSeconds: LIFETIME_DAYS * DAY_SECONDS })]
  }

  /** Resolves to the hashes of the tokens that the new one replaces, or to `undefined` when the user is gone. */
  async #replace(trx: AccountsDb, device: DeviceToRemember): Promise<readonly string[] | undefined> {
    const { userId, given, token, browser } = device
    if (!(await lockDevicesOf(trx, userId))) return undefined
    const replaced = given.length === 0 ? [] : await deleteDevices(trx, userId, given.map(hashToken))
    const createdAt = new Date(this.#parts.now())
    await insertDevice(trx, { userId, tokenHash: hashToken(token), browser, createdAt })
    await deleteOldestDevices(trx, userId, MOST_DEVICES)
    return replaced
  }

  #oldest(): Date {
    return new Date(this.#parts.now() - LIFETIME_DAYS * DAY_SECONDS * 1000)
  }
}

/** Browsers send one of these with every POST, and few other programs do. */
function isBrowser({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined
}
