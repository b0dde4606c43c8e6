import { setTimeout as sleep } from 'node:timers/promises'
import {
  enrichmentGetAdminState,
  enrichmentGetItem,
  enrichmentGetState,
  enrichmentGetWork,
  enrichmentListFacets,
  enrichmentListWorks,
  enrichmentRerun,
  enrichmentRerunEnricher,
  enrichmentRerunWork,
  enrichmentUpdateWork,
  libraryListItems,
  searchGetState,
} from '../../src/index.ts'
import type { World } from './world.ts'

const LOOK_MILLISECONDS = 100

/** What is known of the items that were imported before. */
export function enrichmentCalls({ client }: World) {
  let workId = ''
  const path = () => ({ id: workId })
  return {
    /** Found by the worker some seconds after the import. */
    async enrichmentListWorks() {
      for (;;) {
        const { data } = await enrichmentListWorks({ client })
        workId = data.items[0]?.id ?? ''
        if (workId !== '') return
        await sleep(LOOK_MILLISECONDS)
      }
    },
    enrichmentGetWork: () => enrichmentGetWork({ client, path: path() }),
    async enrichmentGetItem() {
      const { data } = await libraryListItems({ client, query: { integration: 'netflix', order: 'asc' } })
      await enrichmentGetItem({ client, path: { id: data.items[0]?.id ?? '' } })
    },
    enrichmentUpdateWork: () => enrichmentUpdateWork({ client, path: path(), body: { genres: ['Drama'] } }),
    enrichmentListFacets: () => enrichmentListFacets({ client, query: { facet: 'genre' } }),
    enrichmentRerunWork: () => enrichmentRerunWork({ client, path: path() }),
    enrichmentRerun: () => enrichmentRerun({ client, query: { state: 'failed' } }),
    enrichmentGetState: () => enrichmentGetState({ client }),
    enrichmentGetAdminState: () => enrichmentGetAdminState({ client }),
    searchGetState: () => searchGetState({ client }),
    enrichmentRerunEnricher: () => enrichmentRerunEnricher({ client, path: { name: 'tmdb' } }),
  }
}
