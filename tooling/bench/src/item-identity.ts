import { hash } from 'node:crypto'
import type { MediaRecord } from '@tributary/integration-kit'

/** As wide as the library's, and as unique among the records of one platform; of one person as well, where there is but one. */
export function itemIdentity({ externalId }: MediaRecord, userId = ''): string {
  return hash('sha256', `${userId}/${externalId}`, 'hex').slice(0, 32)
}
