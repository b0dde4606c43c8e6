#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { createProgram } from './program.ts'
import { reportFailure } from './report-failure.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

try {
  await createProgram(process.env).parseAsync(process.argv)
} catch (error) {
  process.exitCode = 1
  reportFailure(error)
}
// What a quarantined plugin left running must not keep a finished command alive.
process.exit()
