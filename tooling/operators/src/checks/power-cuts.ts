import assert from 'node:assert/strict'
import type { Check } from '../check.ts'
import { countFromEnvironment } from '../count-from-environment.ts'
import { inDiskDirectory } from '../disk-directory.ts'
import {
  type Cut,
  cutWhileRecovering,
  cutWhileWriting,
  describeCuts,
  requireWhole,
} from '../power-cut/cut-rounds.ts'
import { type DatabaseUnderTest, withDatabase } from '../power-cut/database-under-test.ts'
import { COMPILER, compileLibrary } from '../power-cut/preload-library.ts'
import { startWithoutSync } from '../power-cut/start-without-sync.ts'
import { Writer } from '../power-cut/start-writer.ts'

const CONTROL_STEPS = 200

/**
 * Every acknowledged commit survives power cuts while clients write and while PostgreSQL recovers from an earlier cut, whole and with
 * consistent tables and indexes. As a control, with `fsync=off` commits are lost.
 */
export const powerCuts: Check = {
  name: 'power-cuts',
  needs: COMPILER,
  run: () => inDiskDirectory(cutPower),
}

async function cutPower(directory: string): Promise<string> {
  const library = compileLibrary(directory)
  const lost = await withDatabase({ directory, name: 'control', library }, loseWithoutSync)
  const cuts = await withDatabase({ directory, name: 'data', library }, cutRepeatedly)
  return `${describeCuts(cuts)}; control, fsync=off: ${lost} commits lost`
}

/** In every other round a second cut follows the first. In every third the kernel had begun to write back. */
async function cutRepeatedly(database: DatabaseUnderTest): Promise<readonly Cut[]> {
  const rounds = countFromEnvironment('ROUNDS', 20)
  const cuts: Cut[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const chance = round % 3 === 0 ? Math.random : undefined
    cuts.push(await cutWhileWriting(database, chance))
    if (round % 2 === 0) cuts.push(await cutWhileRecovering(database, chance))
    await requireWhole(database, round)
  }
  return cuts
}

async function loseWithoutSync(database: DatabaseUnderTest): Promise<number> {
  database.prepareJournal()
  await startWithoutSync(database)
  const writer = new Writer({ dataDir: database.dataDir, connections: database.connections })
  await writer.untilAcknowledged(CONTROL_STEPS)
  await database.cutPower(writer)
  const { lost } = await database.verify()
  assert(lost > 0, 'with fsync=off no commit was lost: the check proves nothing')
  return lost
}
