#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Compiling some 2,000 modules takes longer than starting the server. The cache is stored beside the program, so it is as
// trustworthy as the program; in a read-only directory there is no cache.
enableCompileCache(fileURLToPath(new URL('../.compile-cache', import.meta.url)))

// Imported afterwards, so that the cache applies to them.
const { createProgram } = await import('./program.ts')

if (existsSync('.env')) process.loadEnvFile('.env')

try {
  await createProgram(process.env).parseAsync(process.argv)
} catch (error) {
  process.exitCode = 1
  const { reportFailure } = await import('./report-failure.ts')
  reportFailure(error)
}
// Resources left open by a quarantined plugin must not keep a finished command alive.
process.exit()
