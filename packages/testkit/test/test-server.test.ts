import { expect, test } from 'vitest'
import { startTestServer } from '../src/index.ts'
import { lineNotes } from './line-notes.ts'

test('two users of a test server do not see each other', async () => {
  await using server = await startTestServer({ integrations: [lineNotes] })
  const [ada, bob] = [await server.createUser(), await server.createUser()]
  const job = await ada.importFile('line-notes', { content: '2024-01-05 A\n' })
  expect((await ada.items('line-notes')).map((item) => item.title)).toEqual(['A'])
  expect(await bob.items('line-notes')).toEqual([])
  expect((await bob.get(`/api/jobs/${job.id}`)).status).toBe(404)
})

test('a quarantined plugin fails the test that needs it, with the reason', async () => {
  const broken = { name: 'broken', version: '1.0.0', start: () => Promise.reject(new Error('no luck')) }
  await expect(startTestServer({ plugins: [broken] })).rejects.toThrow(
    'plugin "broken" is quarantined: no luck',
  )
})
