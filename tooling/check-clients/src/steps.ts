import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { Client, Credentials } from '../scenarios/client.ts'
import { readEvents } from './read-events.ts'

/** One scenario while it runs: what an earlier step learned is needed by later ones. */
export interface Run {
  readonly client: Client
  readonly admin: Credentials
  /** The titles that this generator alone imports. */
  readonly titles: readonly string[]
  /** A text that is in those titles only. */
  readonly text: string
  /** The cursor of changes before the import. */
  before: string
  jobId: string
}

export interface Step {
  readonly name: string
  /** Rejects if the client does anything else than expected. */
  run(run: Run): Promise<void>
}

const TYPES = ['item', 'job']
const PAGE = 3
const POLL_MILLISECONDS = 50
const LIMIT_MILLISECONDS = 20_000

export function newRun(client: Client, { name, admin }: { name: string; admin: Credentials }): Run {
  const text = `Film of ${name},`
  const titles = [1, 2, 3, 4, 5].map((number) => `${text} part ${number}`)
  return { client, admin, titles, text, before: '', jobId: '' }
}

/** In their order. */
export const STEPS: readonly Step[] = [
  {
    name: 'sign in',
    async run({ client, admin }) {
      strictEqual(await client.signIn(admin), admin.email)
    },
  },
  {
    name: 'import',
    async run(run) {
      const { client, titles } = run
      run.before = (await client.listChanges({ types: TYPES, cursor: 'now' })).nextCursor
      const { id, location } = await client.importFile(csvOf(titles))
      strictEqual(location, `/api/jobs/${id}`)
      run.jobId = id
      const job = await endOf(client, id)
      deepStrictEqual([job.status, job.inserted], ['succeeded', titles.length])
    },
  },
  {
    name: 'page',
    async run({ client, titles, text }) {
      const first = await client.listItems({ text, limit: PAGE })
      strictEqual(first.items.length, PAGE)
      ok(first.nextCursor !== null, 'the first page has no cursor')
      const second = await client.listItems({ text, limit: PAGE, cursor: first.nextCursor })
      strictEqual(second.nextCursor, null)
      deepStrictEqual([...first.items, ...second.items].map(({ title }) => title).toSorted(), titles)
    },
  },
  {
    name: 'follow',
    async run({ client, titles, before, jobId }) {
      const seen = []
      let page = await client.listChanges({ types: TYPES, cursor: before })
      for (seen.push(...page.items); page.hasMore; seen.push(...page.items))
        page = await client.listChanges({ types: TYPES, cursor: page.nextCursor })
      strictEqual(
        seen.filter(({ type, change }) => type === 'item' && change === 'upsert').length,
        titles.length,
      )
      ok(
        seen.some(({ type, id }) => type === 'job' && id === jobId),
        'the job is not among the changes',
      )
      deepStrictEqual((await client.listChanges({ types: TYPES, cursor: page.nextCursor })).items, [])
    },
  },
  {
    name: 'stream',
    async run({ client, titles, before }) {
      const stop = new AbortController()
      const limit = setTimeout(() => stop.abort(), LIMIT_MILLISECONDS)
      const seen: string[] = []
      for await (const { id, data } of readEvents(await client.followChanges(before, stop.signal))) {
        ok(id !== '', 'an event has no id')
        const { type, resource } = JSON.parse(data) as { type: string; resource: { title?: string } }
        if (type === 'item') seen.push(resource.title ?? '')
        if (seen.length === titles.length) break
      }
      clearTimeout(limit)
      stop.abort()
      deepStrictEqual(seen.toSorted(), titles)
    },
  },
  {
    name: 'export',
    async run({ client, titles, text }) {
      const lines = (await client.exportItems({ text, format: 'jsonl' })).trim().split('\n')
      const exported = lines.map((line) => (JSON.parse(line) as { title: string }).title)
      deepStrictEqual(exported.toSorted(), titles)
    },
  },
]

/** As Netflix writes NetflixViewingHistory.csv. */
function csvOf(titles: readonly string[]): File {
  const rows = titles.map((title, index) => `"${title}","${index + 13}/11/2025"`)
  return new File([['Title,Date', ...rows, ''].join('\n')], 'NetflixViewingHistory.csv', { type: 'text/csv' })
}

async function endOf(client: Client, id: string) {
  for (const last = performance.now() + LIMIT_MILLISECONDS; ; await delay(POLL_MILLISECONDS)) {
    const job = await client.readJob(id)
    if (job.status !== 'queued' && job.status !== 'running') return job
    if (performance.now() > last) throw new Error(`the job is still ${job.status}`)
  }
}
