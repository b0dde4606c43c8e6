import type { Server } from 'node:http'
import type { Kernel } from '@tributary/core'
import type { EmbeddedServer } from '@tributary/database/embedded'
import type { Configuration } from '../configuration.ts'
import { greetTerminal, type Terminal } from '../greet-terminal.ts'
import { listenForProbes } from '../listen-for-probes.ts'
import { flushLog } from '../log/log-destination.ts'
import { lowerPriority } from '../lower-priority.ts'
import { makeKernelWithAdded } from '../make-kernel.ts'
import { explainListenFailure } from '../require-address.ts'
import { stopOnNewerSchema } from '../stop-on-newer-schema.ts'
import { type StopSignal, stopOnSignal } from '../stop-on-signal.ts'

export interface WorkOptions {
  /** The embedded database, if it is already starting. */
  readonly embedded?: EmbeddedServer | undefined
}

export interface ServeOptions extends WorkOptions {
  readonly worker: boolean
  /** The terminal, if the server has one. */
  readonly terminal?: Terminal | undefined
}

/** `tributary serve`: the API, and the worker unless disabled. Resolves when it has stopped. */
export async function serve(configuration: Configuration, options: ServeOptions): Promise<void> {
  const { worker, embedded } = options
  const kernel = await makeKernelWithAdded(configuration, { worker, embedded, log: 'stdout', follows: true })
  await runUntilStopped(kernel, () => listen(kernel, configuration, options.terminal))
}

/**
 * `tributary work`: runs import jobs and serves only probes; with `DATABASE_URL` at a lower priority, because no request waits for its jobs.
 * Resolves when it has stopped.
 */
export async function work(configuration: Configuration, { embedded }: WorkOptions): Promise<void> {
  const { host, workerPort: port } = configuration
  const kernel = await makeKernelWithAdded(configuration, {
    worker: true,
    embedded,
    log: 'stdout',
    follows: true,
  })
  let probes: Server | undefined
  await runUntilStopped(kernel, async () => {
    // Not with the embedded database: a worker may start it again after a crash, and PostgreSQL would inherit the priority.
    if (configuration.databaseUrl !== undefined) lowerPriorityOf(kernel)
    kernel.app.log.info('worker started')
    probes = await listenForProbes(kernel, { host, port })
  })
  probes?.close()
}

function lowerPriorityOf(kernel: Kernel): void {
  try {
    lowerPriority()
  } catch (error) {
    kernel.app.log.warn(
      { err: error },
      'the worker has the priority of a server: the system does not let it lower its own',
    )
  }
}

/**
 * Boots, serves in its role, and waits for the signal, which may come during the boot. Rejects after a newer version has
 * migrated the database.
 */
async function runUntilStopped(kernel: Kernel, begin: () => Promise<void>): Promise<void> {
  const signal = stopOnSignal(kernel)
  try {
    await beginUnlessStopped(kernel, begin, signal)
    await Promise.race([signal.stopped, stopOnNewerSchema(kernel)])
  } finally {
    await flushLog()
  }
}

async function beginUnlessStopped(
  kernel: Kernel,
  begin: () => Promise<void>,
  signal: StopSignal,
): Promise<void> {
  try {
    await kernel.boot()
    await begin()
  } catch (error) {
    // A boot that was interrupted by the signal rejects, which is not an error.
    if (!signal.received) throw error
  }
}

async function listen(
  kernel: Kernel,
  { host, port }: Configuration,
  terminal: Terminal | undefined,
): Promise<void> {
  try {
    const url = await kernel.app.listen({ host, port, listenTextResolver: (at) => `listening on ${at}` })
    kernel.app.log.info({ docs: `${url}/docs` }, 'ready')
    if (terminal !== undefined) await greetTerminal(kernel, url, terminal)
  } catch (error) {
    await kernel.stop()
    throw explainListenFailure(error, { host, port })
  }
}
