import type { MigrationSet } from '@tributary/database'
import { createMediaItems } from './0001-create-media-items.ts'
import { createMediaDeliveries } from './0002-create-media-deliveries.ts'
import { keepRawAsSent } from './0003-keep-raw-as-sent.ts'
import { identifyByHash } from './0004-identify-by-hash.ts'
import { matchByBothEnds } from './0005-match-by-both-ends.ts'
import { identifyViewingsByTime } from './0006-identify-viewings-by-time.ts'
import { searchByTrigrams } from './0007-search-by-trigrams.ts'
import { deliveriesOfConnections } from './0008-deliveries-of-connections.ts'
import { searchInEveryScript } from './0009-search-in-every-script.ts'
import { followChanges } from './0010-follow-changes.ts'
import { spellTypesInSnakeCase } from './0011-spell-types-in-snake-case.ts'
import { indexItemChanges } from './0012-index-changes.ts'
import { listImportedItems } from './0013-list-imported-items.ts'
import { listItemsOfFiles } from './0014-list-items-of-files.ts'
import { coverTheTimeline } from './0015-cover-the-timeline.ts'
import { vacuumEarly } from './0016-vacuum-early.ts'
import { orderTheList } from './0017-order-the-list.ts'

/** The migrations of the tables, in order. */
export const libraryMigrations = {
  '0001-create-media-items': createMediaItems,
  '0002-create-media-deliveries': createMediaDeliveries,
  '0003-keep-raw-as-sent': keepRawAsSent,
  '0004-identify-by-hash': identifyByHash,
  '0005-match-by-both-ends': matchByBothEnds,
  '0006-identify-viewings-by-time': identifyViewingsByTime,
  '0007-search-by-trigrams': searchByTrigrams,
  '0008-deliveries-of-connections': deliveriesOfConnections,
  '0009-search-in-every-script': searchInEveryScript,
  '0010-follow-changes': followChanges,
  '0011-spell-types-in-snake-case': spellTypesInSnakeCase,
  '0012-index-changes': indexItemChanges,
  '0013-list-imported-items': listImportedItems,
  '0014-list-items-of-files': listItemsOfFiles,
  '0015-cover-the-timeline': coverTheTimeline,
  '0016-vacuum-early': vacuumEarly,
  '0017-order-the-list': orderTheList,
} as const satisfies MigrationSet
