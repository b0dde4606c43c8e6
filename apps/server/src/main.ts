#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Compiling some 2,000 modules takes longer than starting the server. The cache is beside the program, so it is trusted as far as the
// program; where nothing can be written there, there is none.
enableCompileCache(fileURLToPath(new URL('../.compile-cache', import.meta.url)))

// Imported after it, so that it applies to them.
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
