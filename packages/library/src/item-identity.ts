import { hash } from 'node:crypto'

/** The user and the platform of records. */
export interface Whose {
  readonly userId: string
  readonly platform: string
}

/** The same, with the source: a connection, or a file. */
export interface Delivery extends Whose {
  /** `ignore`: an item is not updated if only its raw record has changed. Default `update`. */
  readonly rawChanges?: 'update' | 'ignore' | undefined
  readonly connectionId: string | null
}

/** The hexadecimal digits of SHA-256 that fit a `uuid`. */
const DIGITS = 32

/**
 * The identity of an item as a `uuid`: the beginning of SHA-256 over platform, user and external id. As index key it costs
 * little more than half of what the three values cost. Items of two users cannot collide, even with crafted external ids.
 *
 * Neither platforms nor user ids contain a slash, so different items hash different texts. Migration
 * `0004-identify-by-hash` computes the same in SQL.
 */
export function itemIdentity({ userId, platform }: Whose, externalId: string): string {
  return hash('sha256', `${platform}/${userId}/${externalId}`, 'hex').slice(0, DIGITS)
}
