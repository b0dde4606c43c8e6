import { setTimeout as sleep } from 'node:timers/promises'
import { demoCreateDemoData, demoDeleteDemoData, demoGetDemoData } from '../../src/index.ts'
import type { World } from './world.ts'

const LOOK_MILLISECONDS = 100

/** A person looks around with demo data, and removes it. */
export function demoCalls({ client, session }: World) {
  return {
    async demoCreateDemoData() {
      await demoCreateDemoData({ client: session })
    },
    async demoGetDemoData() {
      for (;;) {
        const { data } = await demoGetDemoData({ client })
        if (data.connections.length > 0) return
        await sleep(LOOK_MILLISECONDS)
      }
    },
    async demoDeleteDemoData() {
      await demoDeleteDemoData({ client: session })
    },
  }
}
