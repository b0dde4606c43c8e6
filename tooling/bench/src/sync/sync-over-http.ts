import type { ImportJob } from '@tributary/integration-host'
import type { Provider } from '../provider/start-provider.ts'
import { askServer, followJob } from '../server/follow-job.ts'
import { type MeasuredMemory, ResidentMemory, settledMemory } from '../server/resident-memory.ts'
import { ServerProcess, type ServerSettings } from '../server/server-process.ts'
import { cpuBetween, type UsedCpu } from '../server/used-cpu.ts'

/** One sync by a real server, from the request to the job `succeeded`. */
export interface MeasuredSync extends MeasuredMemory {
  readonly rows: number
  readonly seconds: number
  readonly cpu: UsedCpu
}

export interface SyncPlan {
  readonly settings: ServerSettings
  readonly apiKey: string
  readonly provider: Provider
  readonly rows: number
  readonly settleSeconds: number
}

export async function syncOverHttp(plan: SyncPlan): Promise<MeasuredSync> {
  const server = await ServerProcess.startWith('plays', {
    settings: plan.settings,
    providerUrl: plan.provider.url,
  })
  const caller = { url: server.url, apiKey: plan.apiKey }
  try {
    const idle = await settledMemory(server.pid, plan.settleSeconds)
    const memory = new ResidentMemory(server.pid)
    const before = await server.order<UsedCpu>('used-cpu')
    const began = performance.now()
    const { id } = await askServer<ImportJob>(caller, '/api/plays/sync', { method: 'POST' })
    const { rows, quarters } = await followJob(caller, { id, rows: plan.rows, memory })
    const seconds = (performance.now() - began) / 1000
    memory.stop()
    return {
      rows,
      seconds,
      cpu: cpuBetween(before, await server.order<UsedCpu>('used-cpu')),
      idle,
      peak: memory.peak,
      quarters,
    }
  } finally {
    await server.stop()
  }
}
