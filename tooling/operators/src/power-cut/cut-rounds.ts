import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { DatabaseUnderTest } from './database-under-test.ts'
import { Writer } from './start-writer.ts'
import type { Unsynced } from './undo-unsynced.ts'

/** A cut happens after a random number of steps up to this one. */
const MOST_STEPS = 1500
/** A second cut happens after a random number of milliseconds up to this one: mostly while PostgreSQL recovers. */
const LATEST_SECOND_CUT = 400

/** The result of one power cut. */
export interface Cut extends Unsynced {
  /** Acknowledged since the start before it. */
  readonly steps: number
}

/** Without it everything unsynced is lost. With it the kernel had begun to write back: a random part survives. */
export type Chance = (() => number) | undefined

/** Cuts the power while clients write. */
export async function cutWhileWriting(database: DatabaseUnderTest, chance: Chance): Promise<Cut> {
  const writer = startWriter(database)
  await writer.untilAcknowledged(someSteps())
  const unsynced = await database.cutPower(writer, chance)
  return { ...unsynced, steps: writer.count }
}

/** Cuts the power soon after the next start. */
export async function cutWhileRecovering(database: DatabaseUnderTest, chance: Chance): Promise<Cut> {
  const writer = startWriter(database)
  await delay(Math.random() * LATEST_SECOND_CUT)
  const unsynced = await database.cutPower(writer, chance)
  return { ...unsynced, steps: writer.count }
}

/** Cuts the power after the database has been stopped. */
export async function cutAfterStop(database: DatabaseUnderTest, chance: Chance): Promise<Cut> {
  const writer = startWriter(database)
  await writer.untilAcknowledged(someSteps())
  await writer.finish()
  return { ...database.undo(writer, chance), steps: writer.count }
}

/** Reads everything, and throws if acknowledged data is missing or anything is damaged. */
export async function requireWhole(database: DatabaseUnderTest, round: number): Promise<void> {
  try {
    const { lost, faults } = await database.verify()
    assert(lost === 0, `${lost} acknowledged commits were lost`)
    assert(faults.length === 0, `${faults.length} faults: ${faults.slice(0, 3).join('; ')}`)
  } catch (cause) {
    throw new Error(`round ${round}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** `all of 812 acknowledged commits survived 3 power cuts, which undid …`. */
export function describeCuts(cuts: readonly Cut[]): string {
  const sum = (count: (cut: Cut) => number) => cuts.reduce((total, cut) => total + count(cut), 0)
  return (
    `all of ${sum(({ steps }) => steps)} acknowledged commits survived ${cuts.length} power cuts, which undid ` +
    `${sum(({ writes }) => writes)} unsynced writes (${(sum(({ bytes }) => bytes) / 1e6).toFixed(1)} MB) in ${sum(({ files }) => files)} files ` +
    `and ${sum(({ names }) => names)} changes of names; ${cuts.filter(({ logWrites }) => logWrites > 0).length} cuts hit the write-ahead log`
  )
}

function startWriter(database: DatabaseUnderTest): Writer {
  database.prepareJournal()
  return new Writer({ dataDir: database.dataDir, environment: database.environment })
}

function someSteps(): number {
  return 1 + Math.floor(Math.random() * MOST_STEPS)
}
