import type { Check } from '../check.ts'
import { countFromEnvironment } from '../count-from-environment.ts'
import { inDiskDirectory } from '../disk-directory.ts'
import { type Cut, cutAfterStop, describeCuts, requireWhole } from '../power-cut/cut-rounds.ts'
import { type DatabaseUnderTest, withDatabase } from '../power-cut/database-under-test.ts'
import { COMPILER, compileLibrary } from '../power-cut/preload-library.ts'

/**
 * A cleanly stopped database starts again after a power cut that follows the stop. PostgreSQL leaves files unsynced that it
 * creates again (`pg_internal.init`, `pg_subtrans/`), and the manifest of the stop must allow for that.
 */
export const powerCutAfterStop: Check = {
  name: 'power-cut-after-stop',
  needs: COMPILER,
  run: () => inDiskDirectory(cutPower),
}

async function cutPower(directory: string): Promise<string> {
  const library = compileLibrary(directory)
  return describeCuts(await withDatabase({ directory, name: 'data', library }, cutRepeatedly))
}

/** In every other round the kernel had begun to write back. */
async function cutRepeatedly(database: DatabaseUnderTest): Promise<readonly Cut[]> {
  // A fifth of the rounds of `power-cuts`.
  const rounds = Math.ceil(countFromEnvironment('ROUNDS', 20) / 5)
  const cuts: Cut[] = []
  for (let round = 1; round <= rounds; round += 1) {
    cuts.push(await cutAfterStop(database, round % 2 === 0 ? Math.random : undefined))
    await requireWhole(database, round)
  }
  return cuts
}
