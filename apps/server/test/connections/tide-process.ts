import { integrationPlugin } from '@tributary/integration-host'
// `tributary serve`, with one integration more: `tide-process.ts serve`, the provider's origin in TIDE_ORIGIN.

import { readConfiguration } from '../../src/configuration.ts'
import { makeKernel } from '../../src/make-kernel.ts'
import { stopOnSignal } from '../../src/stop-on-signal.ts'
import { tide } from './tide.ts'

const configuration = readConfiguration(process.env)
const kernel = makeKernel(configuration, {
  worker: true,
  log: 'stdout',
  more: [integrationPlugin(tide(process.env['TIDE_ORIGIN'] ?? ''))],
})
const signal = stopOnSignal(kernel)
await kernel.boot()
await kernel.app.listen({ host: configuration.host, port: configuration.port })
await signal.stopped
process.exit()
