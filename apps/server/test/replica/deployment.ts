import { setTimeout as sleep } from 'node:timers/promises'
import type { WatchedChild } from '@tributary/processes'
import { ServerProcess, startProgram } from '../server-process.ts'

/** Several API and worker processes, each of which is killed and started again. */
export class Deployment {
  readonly #environment: Readonly<Record<string, string>>
  readonly #servers: ServerProcess[] = []
  readonly #workers: WatchedChild[] = []
  /** What processes wrote that were killed since. */
  #before = ''

  private constructor(environment: Readonly<Record<string, string>>) {
    this.#environment = environment
  }

  static async start(environment: Readonly<Record<string, string>>, count: number): Promise<Deployment> {
    const deployment = new Deployment(environment)
    // The first one makes the tables.
    deployment.#servers.push(await deployment.#startServer())
    const others = Array.from({ length: count - 1 }, () => deployment.#startServer())
    deployment.#servers.push(...(await Promise.all(others)))
    for (let worker = 0; worker < count; worker++) deployment.#workers.push(deployment.#startWorker())
    return deployment
  }

  get count(): number {
    return this.#servers.length
  }

  get log(): string {
    return [
      this.#before,
      ...this.#servers.map(({ log }) => log),
      ...this.#workers.map((worker) => worker.output()),
    ].join('\n')
  }

  server(index: number): ServerProcess {
    const server = this.#servers[index % this.#servers.length]
    if (server === undefined) throw new RangeError('no server')
    return server
  }

  async killServer(index: number): Promise<void> {
    const server = this.server(index)
    await server.kill()
    this.#before += server.log
    this.#servers[index % this.count] = await this.#startServer()
  }

  async killWorker(index: number): Promise<void> {
    const at = index % this.#workers.length
    const worker = this.#workers[at]
    worker?.process.kill('SIGKILL')
    await worker?.ended
    this.#before += worker?.output() ?? ''
    this.#workers[at] = this.#startWorker()
  }

  /** Until all servers read on the replica, or none does. */
  async untilReplica({ isUsed }: { readonly isUsed: boolean }): Promise<void> {
    for (let index = 0; index < this.count; ) {
      if ((await readsOnReplica(this.server(index))) === isUsed) index += 1
      else await sleep(100)
    }
  }

  async stop(): Promise<void> {
    for (const worker of this.#workers) worker.process.kill('SIGTERM')
    await Promise.all([
      ...this.#servers.map((server) => server.stop()),
      ...this.#workers.map(({ ended }) => ended),
    ])
  }

  #startServer(): Promise<ServerProcess> {
    return ServerProcess.start(this.#environment, ['--no-worker'])
  }

  #startWorker(): WatchedChild {
    return startProgram(['work'], { LOG_LEVEL: 'warn', WORKER_PORT: '0', ...this.#environment })
  }
}

async function readsOnReplica(server: ServerProcess): Promise<boolean> {
  const { checks } = (await server.json('/health')) as {
    checks: readonly { readonly name: string; readonly status: string }[]
  }
  return checks.find(({ name }) => name === 'database-replica')?.status === 'passing'
}
