import { readConfiguration } from '../../src/configuration.ts'
import { makeKernel } from '../../src/make-kernel.ts'

// Boots over the database of its environment, tells how many plugins are down, and ends.
const kernel = makeKernel(readConfiguration(process.env), { worker: false, log: 'stderr' })
const { plugins } = await kernel.boot()
process.send?.({ down: plugins.filter(({ state }) => state !== 'ready').map(({ name }) => name) })
await kernel.stop()
process.disconnect?.()
