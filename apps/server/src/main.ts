#!/usr/bin/env node
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { tuneV8 } from '@tributary/database/tune-v8'
import { useBundles } from './use-bundles.ts'

tuneV8()

// Some 2,000 modules: to compile them takes longer than to start the server. The cache is beside the program, so that it
// is trusted as far as the program; where nothing can be written there, there is none. V8 throws away what a process with other
// flags has compiled, so each set of flags has its own.
const flags = hash('sha256', process.execArgv.join(' ')).slice(0, 8)
enableCompileCache(fileURLToPath(new URL(`../.compile-cache/${flags}`, import.meta.url)))

useBundles()

// Imported after both, which only what comes later gets to feel.
const { createProgram } = await import('./program.ts')

if (existsSync('.env')) process.loadEnvFile('.env')

try {
  await createProgram(process.env).parseAsync(process.argv)
} catch (error) {
  process.exitCode = 1
  const { reportFailure } = await import('./report-failure.ts')
  reportFailure(error)
}
// What a quarantined plugin left running must not keep a finished command alive.
process.exit()
