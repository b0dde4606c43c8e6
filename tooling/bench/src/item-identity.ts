import { hash } from 'node:crypto'
import type { MediaRecord } from '@tributary/integration-kit'

/** As wide as the library's, and as unique among the records of one person and platform. */
export function itemIdentity({ externalId }: MediaRecord): string {
  return hash('sha256', externalId, 'hex').slice(0, 32)
}
