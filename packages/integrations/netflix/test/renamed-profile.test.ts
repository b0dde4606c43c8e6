import { startTestServer } from '@tributary/testkit'
import { expect, test } from 'vitest'
import { netflix } from '../src/index.ts'
import { readFixture } from './import-file.ts'

test('a full file after a profile was renamed updates the viewings and adds none', async () => {
  await using server = await startTestServer({ integrations: [netflix] })
  const user = await server.createUser()
  const imported = async (name: string) =>
    user.importFile('netflix', { content: await readFixture(`synthetic_ViewingActivity_${name}.csv`) })
  expect(await imported('before_rename')).toMatchObject({ status: 'succeeded', inserted: 2 })
  const before = await user.items('netflix')
  expect(await imported('after_rename')).toMatchObject({ status: 'succeeded', inserted: 0, updated: 2 })
  const after = await user.items('netflix')
  expect(after.map(({ id, profile }) => [id, profile])).toEqual(before.map(({ id }) => [id, 'Ada L.']))
})
