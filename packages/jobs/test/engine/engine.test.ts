import { describe } from 'vitest'
import { backfill } from './backfill.ts'
import { useBench } from './bench.ts'
import { budgets } from './budgets.ts'
import { connectedSync } from './connected-sync.ts'
import { cursorExpired } from './cursor-expired.ts'
import { defects } from './defects.ts'
import { erase } from './erase.ts'
import { errorTable } from './error-table.ts'
import { firstRead } from './first-read.ts'
import { gaps } from './gaps.ts'
import { hostileFeed } from './hostile-feed.ts'
import { pauses } from './pauses.ts'
import { prepare } from './prepare.ts'
import { providerWait } from './provider-wait.ts'
import { rejectedAgain } from './rejected-again.ts'
import { rejectedRecords } from './retry-rejected.ts'

describe('the engine', () => {
  const bench = useBench()
  connectedSync(bench)
  errorTable(bench)
  cursorExpired(bench)
  backfill(bench)
  budgets(bench)
  defects(bench)
  hostileFeed(bench)
  pauses(bench)
  erase(bench)
  firstRead(bench)
  gaps(bench)
  prepare(bench)
  providerWait(bench)
  rejectedRecords(bench)
  rejectedAgain(bench)
})
