import { rm } from 'node:fs/promises'
import { createKernel, type Plugin } from '@tributary/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { database, databasePlugin, migrations } from '../src/index.ts'
import { temporaryDirectory } from '../src/testing/index.ts'
import { type NoteTables, noteMigrations } from './notes.ts'

const notes: Plugin = {
  name: 'notes',
  version: '1.0.0',
  uses: [database],
  registerServices: (context) => context.contribute(migrations, noteMigrations),
  async start(context) {
    const db = context.getService(database).tables<NoteTables>()
    await db.insertInto('notes').values({ text: 'hello' }).execute()
  },
}
const broken: Plugin = {
  name: 'broken',
  version: '1.0.0',
  registerServices: (context) =>
    context.contribute(migrations, { '0001-break': { up: () => Promise.reject(new Error('cannot')) } }),
}

describe('the database plugin', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = temporaryDirectory('tributary-plugin-')
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  it('has every table ready before other plugins start, and quarantines one whose migration fails', async () => {
    const kernel = createKernel({ plugins: [databasePlugin({ dataDir }), broken, notes] })
    const report = await kernel.boot()
    expect(report.plugins.map(({ name, state }) => [name, state])).toEqual([
      ['database', 'ready'],
      ['broken', 'quarantined'],
      ['notes', 'ready'],
    ])
    const { rows } = await kernel.getService(database).pool.query('select text from notes')
    expect(rows).toEqual([{ text: 'hello' }])
    await kernel.stop()
  })
})
