import { setTimeout as sleep } from 'node:timers/promises'
import type { IntegrationPlugin } from '@tributary/integration-host'
import type { Page } from '@tributary/integration-kit'
import { scriptedSync } from './scripted-integration.ts'
import type { TestRecord } from './test-records.ts'

/** A feed that says the same each time it is read. */
export interface LongFeed {
  readonly name: string
  readonly total: number
  /** Records a page. */
  readonly page: number
  /** How long the provider takes for a page, in milliseconds. */
  readonly pause: number
}

/** Integrations that deliver long feeds: every 50th record is bad, every 10th repeats an earlier one. */
export function longFeeds(feeds: readonly LongFeed[]): IntegrationPlugin[] {
  return feeds.map((feed) =>
    scriptedSync(feed.name, async function* ({ cursor }) {
      for (let from = Number(cursor ?? 0); from < feed.total; from += feed.page) {
        if (feed.pause > 0) await sleep(feed.pause)
        yield longPage(feed, from)
      }
    }),
  )
}

function longPage(feed: LongFeed, from: number): Page<TestRecord> {
  const to = Math.min(feed.total, from + feed.page)
  const records = Array.from({ length: to - from }, (_, at) => longRecord(from + at))
  return { records, cursor: to, progress: to / feed.total }
}

function longRecord(n: number): TestRecord {
  if (n % 50 === 49) return { externalId: '', value: 'bad' }
  if (n % 10 === 9) return { externalId: `r${n - 9}`, value: `v${n - 9}` }
  return { externalId: `r${n}`, value: `v${n}` }
}

/** What is in the database after an undisturbed run, worked out without one. */
export function oracle({ total }: LongFeed): { rows: Map<string, string>; rejected: number } {
  const records = Array.from({ length: total }, (_, n) => longRecord(n))
  const good = records.filter((record) => record.externalId !== '')
  return {
    rows: new Map(good.map((record) => [record.externalId, record.value])),
    rejected: records.length - good.length,
  }
}
