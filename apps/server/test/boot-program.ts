// Boots the server once, in a process of its own, and prints whether the boot loaded the checker of patterns, and which plugins failed.
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'

const [, , directory = ''] = process.argv
const configuration = readConfiguration({ DATA_DIR: directory, LOG_LEVEL: 'silent' })
const kernel = makeKernel(configuration, { worker: false, log: 'stderr' })
const { plugins } = await kernel.boot()
const failed = plugins.filter(({ state }) => state === 'quarantined').map(({ name }) => name)
process.stdout.write(`${JSON.stringify({ checksPatterns: 'RECHECK_SYNC_BACKEND' in process.env, failed })}\n`)
await kernel.stop()
