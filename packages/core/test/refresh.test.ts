import { expect, test } from 'vitest'
import { createKernel, type Plugin } from '../src/index.ts'

test('a refresh that fails is a problem of its plugin until a later one succeeds', async () => {
  let failure: string | undefined
  const keeper: Plugin = {
    name: 'keeper',
    version: '1.0.0',
    refresh() {
      if (failure !== undefined) throw new Error(failure)
    },
  }
  const kernel = createKernel({ plugins: [keeper] })
  await kernel.boot()
  const problem = () => kernel.report().plugins.find(({ name }) => name === 'keeper')?.problem
  const diary: Plugin = { name: 'diary', version: '1.0.0' }
  try {
    failure = 'the tables cannot be read'
    await kernel.load(diary)
    expect(problem()).toBe('refresh failed: the tables cannot be read')
    failure = 'the database is away'
    await kernel.unload('diary')
    expect(problem()).toBe('refresh failed: the database is away')
    failure = undefined
    await kernel.load(diary)
    expect(problem()).toBeUndefined()
  } finally {
    await kernel.stop()
  }
})
