import type { ChildProcess } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createDatabase } from '../../src/index.ts'
import { temporaryDirectory } from '../../src/testing/index.ts'
import { killChild, startChild } from '../children/start-child.ts'
import { postmaster } from './postgres-processes.ts'

/** The full proof is DATABASE_KILLS=500; what runs each time is the same with fewer. DATABASE_KILL_FIGURES names a file for the figures. */
const KILLS = Number(process.env['DATABASE_KILLS'] ?? 6)
const TARGETS = ['postmaster', 'process', 'both'] as const
const LONGEST_PAUSE = 150

interface Message {
  readonly answered?: number
  readonly written?: string
}

test('nothing acknowledged is lost when postmaster, process or both are killed, again and again', {
  timeout: 60_000 + KILLS * 5_000,
}, async () => {
  const dataDir = temporaryDirectory('tributary-kills-')
  const acknowledged: string[] = []
  /** Milliseconds from the kill, or from the call of a new process, to the first answer. */
  const outages: number[] = []
  let writer = start(0)
  for (let kill = 0; kill < KILLS; kill += 1) {
    await next(writer, ({ written }) => written !== undefined)
    await delay(Math.random() * LONGEST_PAUSE)
    const target = TARGETS[kill % TARGETS.length]
    const begun = performance.now()
    const killed = postmaster(dataDir)
    if (target !== 'process') process.kill(killed, 'SIGKILL')
    if (target === 'postmaster') {
      // What was acknowledged before the kill may arrive after it.
      while ([0, killed].includes(currentPostmaster(dataDir))) await delay(2)
      await next(writer, ({ written }) => written !== undefined)
      outages.push(performance.now() - begun)
      continue
    }
    await killChild(writer)
    writer = start(kill + 1)
    outages.push((await next(writer, ({ answered }) => answered !== undefined)).answered ?? 0)
  }
  await killChild(writer)

  const database = createDatabase({ dataDir })
  await database.open()
  const { rows } = await database.pool.query<{ text: string }>('select text from notes')
  const kept = new Set(rows.map(({ text }) => text))
  expect(acknowledged.filter((text) => !kept.has(text))).toEqual([])
  expect(acknowledged.length).toBeGreaterThan(KILLS)
  await database.close()
  await rm(dataDir, { recursive: true })
  if (KILLS >= 100) expect(quantile(outages, 0.95)).toBeLessThan(1_000)
  await report(outages, acknowledged.length)

  function start(round: number): ChildProcess {
    const child = startChild('write-notes', [JSON.stringify({ dataDir }), `r${round}`])
    child.on('message', ({ written }: Message) => {
      if (written !== undefined) acknowledged.push(written)
    })
    return child
  }
})

/** The next message that matches. Listens all the time: messages that arrive together are emitted together. */
function next(child: ChildProcess, matches: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the writer ended with ${code}`))
    const onMessage = (message: Message) => {
      if (!matches(message)) return
      child.off('message', onMessage).off('exit', onExit)
      resolve(message)
    }
    child.on('message', onMessage).once('exit', onExit)
  })
}

/** Zero before the first. */
function currentPostmaster(dataDir: string): number {
  try {
    return postmaster(dataDir)
  } catch {
    return 0
  }
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0)
}

async function report(outages: readonly number[], writes: number): Promise<void> {
  const file = process.env['DATABASE_KILL_FIGURES']
  if (file === undefined) return
  await writeFile(
    file,
    `${outages.length} kills, ${writes} acknowledged writes, answers again: median ${quantile(outages, 0.5)} ms, p95 ${quantile(outages, 0.95)} ms, longest ${quantile(outages, 1)} ms\n`,
  )
}
