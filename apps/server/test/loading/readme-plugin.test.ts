import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ServerProcess, temporaryDirectory } from '../server-process.ts'

test('the plugin of the README, copied as it is, answers and is documented', async () => {
  const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8')
  const section = readme.split('### A plugin outside this repository')[1] ?? ''
  const [manifest = '', source = ''] = [...section.matchAll(/```(?:json|js)\n([^]*?)```/g)].map(
    ([, code]) => code,
  )
  await using directory = await temporaryDirectory()
  const folder = join(directory.path, 'plugins/diary')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), manifest)
  writeFileSync(join(folder, 'index.js'), source)
  await using server = await ServerProcess.start({ DATA_DIR: directory.path })
  expect(await (await server.fetch('/api/public/diary')).text()).toBe('hello')
  expect((await server.json('/openapi.json')).paths).toHaveProperty('/api/public/diary')
})
