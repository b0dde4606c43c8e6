// Serves as `tributary serve` does, with an integration of the benchmarks besides: `serve-with.ts plays|accounts <provider url>
// [no-worker|only-worker]`. Logs its URL, and answers orders: see `ServerProcess.order`.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Kernel, Plugin } from '@tributary/core'
import { database } from '@tributary/database'
import { integrationPlugin } from '@tributary/integration-host'
import { accountOrders } from '../accounts/account-orders.ts'
import { accountsIntegration, playsIntegration } from '../provider/integrations.ts'
import { importBuilt } from '../repository.ts'
import { usedCpu } from './used-cpu.ts'

interface Configuration {
  readonly host: string
  readonly port: number
}

const { readConfiguration } = await importBuilt<{
  readConfiguration(environment: NodeJS.ProcessEnv): Configuration
}>('configuration.js')
const { makeKernel } = await importBuilt<{
  makeKernel(
    configuration: Configuration,
    role: { readonly worker: boolean; readonly log: 'stdout'; readonly more: readonly Plugin[] },
  ): Kernel
}>('make-kernel.js')

const { lowerPriority } = await importBuilt<{ lowerPriority(): void }>('lower-priority.js')

const [, , what = '', providerUrl = '', role] = process.argv
const configuration = readConfiguration(process.env)
const integration = (what === 'accounts' ? accountsIntegration : playsIntegration)(providerUrl)
const kernel = makeKernel(configuration, {
  worker: role !== 'no-worker',
  log: 'stdout',
  more: [integrationPlugin(integration)],
})
process.once('SIGTERM', () => void kernel.stop().finally(() => process.exit()))
await kernel.boot()
answerOrders({
  ...loopOrders(),
  ...accountOrders(kernel),
  'used-cpu': () => usedCpu(kernel.getService(database).pool),
})
// As `tributary work` does with `DATABASE_URL`.
if (role === 'only-worker') lowerPriority()
const url = await kernel.app.listen(configuration)
kernel.app.log.info({ docs: `${url}/docs` }, 'ready')

type Order = (argument: number) => unknown

/** `watch-loop` restarts measuring the delay of the event loop; `loop-delay` returns it, in milliseconds. */
function loopOrders(): Readonly<Record<string, Order>> {
  // The interval of a timer in milliseconds, whose delay is measured.
  const resolution = 10
  const delay = monitorEventLoopDelay({ resolution })
  return {
    'watch-loop': () => {
      delay.enable()
      delay.reset()
    },
    'loop-delay': () => delay.percentile(99) / 1e6 - resolution,
  }
}

function answerOrders(orders: Readonly<Record<string, Order>>): void {
  const answer = async ({ name, argument }: { name: string; argument: number }) => {
    const order = orders[name]
    return order === undefined ? { error: 'there is no such order' } : { result: await order(argument) }
  }
  process.on('message', (message: { name: string; argument: number }) => {
    void answer(message)
      .catch((error: unknown) => ({ error: error instanceof Error ? error.stack : String(error) }))
      .then((reply) => process.send?.(reply))
  })
}
