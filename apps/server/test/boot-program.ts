// Boots the server once, in a process of its own, and prints whether that loaded the checker of patterns.
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'

const [, , directory = ''] = process.argv
const configuration = readConfiguration({ DATA_DIR: directory, LOG_LEVEL: 'silent' })
const kernel = makeKernel(configuration, { worker: false, log: 'stderr' })
await kernel.boot()
process.stdout.write(`${JSON.stringify({ checksPatterns: 'RECHECK_SYNC_BACKEND' in process.env })}\n`)
await kernel.stop()
process.exit()
