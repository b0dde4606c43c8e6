// Part of the build: does what every first start of an embedded database, and every start of PGlite, would have to do again. Makes
// a new data directory, and keeps PGlite as V8 has optimised it after some of what a server asks of it.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { PGlite } from '@electric-sql/pglite'
import { exercisePglite } from './exercise-pglite.ts'
import { readWebAssembly } from './src/embedded/compile-pglite.ts'
import {
  isPackedDirectory,
  PACKED_DIRECTORY,
  packDirectory,
  unpackDirectory,
} from './src/embedded/packed-directory.ts'
import {
  type CompiledPglite,
  PGLITE_CODE,
  readPgliteCode,
  writePgliteCode,
} from './src/embedded/pglite-code.ts'
import { PREPARED } from './src/embedded/prepared.ts'

declare const WebAssembly: { compile(bytes: Uint8Array): Promise<CompiledPglite> }

/** Much lower than the server's own: what it would come to in its first minutes is to be there from the beginning. */
const TIERING_BUDGET = 100_000

/** Some ten times what it takes. */
const LONGEST = 120_000

/** Optimising goes on in the background when the work is done. */
const SETTLED = 1_000

/** What the outcome depends on, besides PGlite and Node, which it is proven to be of. */
const MADE_BY = [
  'exercise-pglite.ts',
  'prepare-pglite.ts',
  'src/tune-v8.ts',
  'src/embedded/packed-directory.ts',
  'src/embedded/pglite-code.ts',
  'src/embedded/prepared.ts',
]

const steps: Readonly<Record<string, () => Promise<void>>> = { make, prove }
const step = process.argv[2]

// In processes of their own: what V8 does not like ends them, and the server does without.
if (step !== undefined) await steps[step]?.()
else if (!isPrepared()) {
  rmSync(PREPARED, { recursive: true, force: true })
  const failed = Object.keys(steps).find((name) => !succeeds(name))
  if (failed !== undefined) {
    rmSync(PREPARED, { recursive: true, force: true })
    process.stderr.write(`PGlite could not be prepared (${failed}): starts will take some seconds more.\n`)
  }
}

/** Whether nothing has changed since: most builds are for something else. */
function isPrepared(): boolean {
  const made = [PACKED_DIRECTORY, PGLITE_CODE].map(modified)
  const used = MADE_BY.map((name) => modified(new URL(name, import.meta.url)))
  if (Math.min(...made) < Math.max(...used)) return false
  return isPackedDirectory() && readPgliteCode(readWebAssembly()) !== undefined
}

/** Milliseconds; 0 for what is not there. */
function modified(file: URL): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function succeeds(name: string): boolean {
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name], {
    stdio: ['ignore', 2, 2],
    timeout: LONGEST,
    // A new directory takes over the time zone of whoever makes it.
    env: { ...process.env, TZ: 'UTC' },
  })
  return status === 0
}

async function make(): Promise<void> {
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`)
  const wasm = readWebAssembly()
  const module = await WebAssembly.compile(wasm)
  await inDirectory(async (dataDir) => {
    await (await PGlite.create({ dataDir, pgliteWasmModule: module })).close()
    packDirectory(dataDir)
    await run(module, dataDir)
  })
  await settled()
  writePgliteCode(module, wasm)
}

/** Runs the same on the code and the directory that were kept. */
async function prove(): Promise<void> {
  const module = readPgliteCode(readWebAssembly())
  if (module === undefined) throw new Error('V8 does not take the code back')
  await inDirectory(async (dataDir) => {
    if (!unpackDirectory(dataDir)) throw new Error('the directory was not kept')
    await run(module, dataDir)
  })
}

async function run(pgliteWasmModule: CompiledPglite, dataDir: string): Promise<void> {
  const db = await PGlite.create({ dataDir, pgliteWasmModule })
  await exercisePglite(db)
  await db.close()
}

async function inDirectory(use: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tributary-pglite-'))
  try {
    await use(dataDir)
  } finally {
    rmSync(dataDir, { recursive: true })
  }
}

/** When the processor has had nothing to do for a while. */
async function settled(): Promise<void> {
  for (let before = -1; cpu() - before > (SETTLED * 1_000) / 20; ) {
    before = cpu()
    await delay(SETTLED)
  }
}

/** Microseconds of processor time of this process. */
function cpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
