import { readFile, writeFile } from 'node:fs/promises'
import { database, dumpSchema } from '@tributary/database'
import { expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { temporaryDirectory } from './server-process.ts'

const SCHEMA = new URL('../schema.sql', import.meta.url)

test('schema.sql is the result of all migrations; UPDATE_SCHEMA=1 updates it', async () => {
  await using directory = await temporaryDirectory()
  const kernel = makeKernel(readConfiguration({ DATA_DIR: directory.path, LOG_LEVEL: 'silent' }), {
    worker: false,
    log: 'stderr',
  })
  await kernel.boot()
  try {
    const schema = await dumpSchema(kernel.getService(database))
    if (process.env['UPDATE_SCHEMA'] === '1') await writeFile(SCHEMA, schema)
    expect(schema).toBe(await readFile(SCHEMA, 'utf8'))
  } finally {
    await kernel.stop()
  }
  // A new cluster and every migration take that long on a machine that does much else.
}, 120_000)
