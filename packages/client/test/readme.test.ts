import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as tributary from '../src/index.ts'
import { createTributaryClient } from '../src/index.ts'
import { type LivePerson, livePerson } from './live/live-person.ts'
import { type LiveServer, startLiveServer } from './live/live-server.ts'
import { copyAll, exportLibrary, importViewings } from './readme-example.ts'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

let server: LiveServer
let person: LivePerson
beforeAll(async () => {
  server = await startLiveServer()
  person = await livePerson(server)
})
afterAll(async () => server[Symbol.asyncDispose]())

test('the example in the README is the type-checked one', async () => {
  const example = (await read('./readme-example.ts')).replace('../src/index.ts', '@tributary/client')
  expect(await read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``)
})

test('the functions in the README exist', async () => {
  const named = [...(await read('../README.md')).matchAll(/^\| `(\w+)\(/gm)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(5)
  for (const name of named) expect(tributary, name).toHaveProperty(name, expect.any(Function))
})

test('its example imports, lists, copies and exports', async () => {
  const content = 'Title,Date\n"Dark: Season 1: Lies","11/20/26"\n"Roma","10/31/26"\n'
  const file = new File([content], 'NetflixViewingHistory.csv')
  expect(await importViewings(server.url, person.key, file)).toEqual(['2026-11-20 Dark: Season 1: Lies'])

  const copy = new Map<string, unknown>() as Map<string, unknown> & { cursor?: string }
  const controller = new AbortController()
  const copied = copyAll(copy, { baseUrl: server.url, apiKey: person.key, signal: controller.signal })
  await expect.poll(() => [...copy.keys()].filter((key) => key.startsWith('item/'))).toHaveLength(2)
  controller.abort()
  await copied
  expect(copy.cursor).not.toBe('')

  const exported = await exportLibrary(createTributaryClient({ baseUrl: server.url, apiKey: person.key }))
  expect((await text(exported)).split('\n').filter(Boolean)).toHaveLength(3)
})
