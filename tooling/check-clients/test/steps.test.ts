import { describe, expect, test } from 'vitest'
import type { Client } from '../scenarios/client.ts'
import { newRun, STEPS } from '../src/steps.ts'

const ADMIN = { email: 'ada@example.org', password: 'correct horse battery' }
const JOB = 'a-job'
const { titles } = newRun({} as Client, { name: 'mine', admin: ADMIN })
const items = titles.map((title) => ({ title }))
const changed = titles.map((title) => ({ type: 'item', id: title, change: 'upsert' }))

/** Answers as a client does whose generated code works. */
const HONEST: Client = {
  signIn: async ({ email }) => email,
  importFile: async () => ({ id: JOB, location: `/api/jobs/${JOB}` }),
  readJob: async () => ({ status: 'succeeded', inserted: titles.length }),
  listItems: async ({ limit, cursor }) =>
    cursor === undefined
      ? { items: items.slice(0, limit), nextCursor: 'second' }
      : { items: items.slice(limit), nextCursor: null },
  async listChanges({ cursor }) {
    const more = {
      before: [changed, 'middle'],
      middle: [[{ type: 'job', id: JOB, change: 'upsert' }], 'end'],
    } as const
    const [found, nextCursor] =
      cursor === 'now' ? ([[], 'before'] as const) : (more[cursor as keyof typeof more] ?? [[], 'end'])
    return { items: found, nextCursor, hasMore: nextCursor === 'middle' }
  },
  followChanges: async () => ReadableStream.from(titles.map(eventOf)),
  exportItems: async () => items.map((item) => `${JSON.stringify(item)}\n`).join(''),
}

function eventOf(title: string): Uint8Array {
  const data = JSON.stringify({ type: 'item', resource: { title } })
  return Buffer.from(`: comment\n\nid: 1\nevent: change\ndata: ${data}\n\n`)
}

/** The first step that refuses a client; `undefined` if none does. */
async function refusedIn(client: Client): Promise<string | undefined> {
  const run = newRun(client, { name: 'mine', admin: ADMIN })
  for (const { name, run: step } of STEPS) {
    const passed = await step(run).then(
      () => true,
      () => false,
    )
    if (!passed) return name
  }
  return undefined
}

test('a working client passes every step', async () => {
  expect(await refusedIn(HONEST)).toBeUndefined()
})

describe('a step refuses a client that', () => {
  test.each<[string, Partial<Client>, string]>([
    ['is signed in as nobody', { signIn: async () => '' }, 'sign in'],
    ['loses the header Location', { importFile: async () => ({ id: JOB, location: null }) }, 'import'],
    ['uploads nothing', { readJob: async () => ({ status: 'failed', inserted: 0 }) }, 'import'],
    ['uploads half of a file', { readJob: async () => ({ status: 'succeeded', inserted: 2 }) }, 'import'],
    ['sends no limit', { listItems: async () => ({ items, nextCursor: null }) }, 'page'],
    ['sends no cursor', { listItems: ({ text, limit }) => HONEST.listItems({ text, limit }) }, 'page'],
    [
      'sends no cursor of changes',
      { listChanges: ({ types }) => HONEST.listChanges({ types, cursor: 'now' }) },
      'follow',
    ],
    [
      'sends half of an array',
      {
        async listChanges(query) {
          const page = await HONEST.listChanges(query)
          return { ...page, items: page.items.filter(({ type }) => type === 'item') }
        },
      },
      'follow',
    ],
    [
      'loses an event',
      { followChanges: async () => ReadableStream.from(titles.slice(1).map(eventOf)) },
      'stream',
    ],
    ['exports nothing', { exportItems: async () => '' }, 'export'],
    ['exports one line', { exportItems: async () => JSON.stringify(items[0]) }, 'export'],
  ])('%s', async (_, lie, step) => {
    expect(await refusedIn({ ...HONEST, ...lie })).toBe(step)
  })
})
