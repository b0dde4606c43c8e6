import { setTimeout as sleep } from 'node:timers/promises'
import {
  analyticsGetInstance,
  analyticsListInstances,
  analyticsUpdateInstance,
  exportsCreate,
  exportsCreateSchedule,
  exportsDelete,
  exportsDeleteSchedule,
  exportsGet,
  exportsGetContent,
  exportsGetOptions,
  exportsGetSchedule,
  exportsList,
  exportsListSchedules,
  pluginsCreateInstance,
  settingsUpdatePlugin,
} from '../../src/index.ts'
import type { World } from './world.ts'

const LOOK_MILLISECONDS = 50

/** Exports that are kept in a directory of the server, and what is sent to an analytics service that nothing answers for. */
export function exportsCalls({ client, session }: World) {
  let storage = ''
  let exportId = ''
  let scheduleId = ''
  let analytics = ''
  const wanted = () => ({ contents: 'library', format: 'csv' as const, storage })
  return {
    async exportsGetOptions() {
      const instance = { plugin: 'local-files', kind: 'storage' as const, name: 'exports' }
      const body = { ...instance, values: { directory: 'exports' } }
      storage = (await pluginsCreateInstance({ client: session, body })).data.id
      const path = { plugin: 'exports' }
      await settingsUpdatePlugin({ client: session, path, body: { values: { storages: [storage] } } })
      await exportsGetOptions({ client })
    },
    async exportsCreate() {
      exportId = (await exportsCreate({ client, body: wanted() })).data.id
    },
    exportsList: () => exportsList({ client }),
    async exportsGet() {
      for (;;) {
        const { data } = await exportsGet({ client, path: { id: exportId } })
        if (data.status === 'succeeded') return
        await sleep(LOOK_MILLISECONDS)
      }
    },
    exportsGetContent: () => exportsGetContent({ client, path: { id: exportId } }),
    exportsDelete: () => exportsDelete({ client, path: { id: exportId } }),
    async exportsCreateSchedule() {
      const body = { ...wanted(), every: 'week' as const }
      scheduleId = (await exportsCreateSchedule({ client, body })).data.id
    },
    exportsListSchedules: () => exportsListSchedules({ client }),
    exportsGetSchedule: () => exportsGetSchedule({ client, path: { id: scheduleId } }),
    exportsDeleteSchedule: () => exportsDeleteSchedule({ client, path: { id: scheduleId } }),
    async analyticsListInstances() {
      const instance = { plugin: 'influxdb', kind: 'analytics' as const, name: 'dashboards' }
      const values = { address: 'https://influx.example.org', bucket: 'tributary', token: 'canary-token' }
      analytics = (await pluginsCreateInstance({ client: session, body: { ...instance, values } })).data.id
      await analyticsListInstances({ client })
    },
    analyticsGetInstance: () => analyticsGetInstance({ client, path: { id: analytics } }),
    analyticsUpdateInstance: () =>
      analyticsUpdateInstance({ client, path: { id: analytics }, body: { enabled: true } }),
  }
}
