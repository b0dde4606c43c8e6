import { hash } from 'node:crypto'

/** Whose records, of which platform. */
export interface Whose {
  readonly userId: string
  readonly platform: string
}

/** The same, and by what they came: a connection, or a file. */
export interface Delivery extends Whose {
  /** `ignore`: an item whose raw record alone has changed stays as it is. Default `update`. */
  readonly rawChanges?: 'update' | 'ignore' | undefined
  readonly connectionId: string | null
}

/** Of SHA-256, as many digits as a `uuid` has. */
const DIGITS = 32

/**
 * What makes an item that item, as a `uuid`: the beginning of SHA-256 over platform, user and external id. As index key it costs
 * little more than half of what the three themselves do, and no two people's can meet, whatever external ids somebody makes up.
 *
 * Neither platforms nor user ids hold a slash, so different items hash different texts. Migration
 * `0004-identify-by-hash` computes the same in SQL.
 */
export function itemIdentity({ userId, platform }: Whose, externalId: string): string {
  return hash('sha256', `${platform}/${userId}/${externalId}`, 'hex').slice(0, DIGITS)
}
