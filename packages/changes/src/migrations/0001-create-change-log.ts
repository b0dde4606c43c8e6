import type { Migration } from '@tributary/database'
import { createChangeLog } from '../track-changes.ts'

/** Also made by the first plugin whose table is followed, where that one migrates earlier. */
export const createChangeLogTables: Migration = { up: createChangeLog }
