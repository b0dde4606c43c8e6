import { trackColumns } from '@tributary/changes'
import type { Migration } from '@tributary/database'
import { SHOWN_OF_CONNECTIONS } from './0010-follow-changes.ts'

/** A reason of an earlier version gets its code without a change of its words. */
export const followReasonCodes: Migration = {
  up: (db) =>
    trackColumns(db, { table: 'user_integrations', shown: [...SHOWN_OF_CONNECTIONS, 'reason_code'] }),
}
