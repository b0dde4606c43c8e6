import { statfsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createDatabase } from '../src/index.ts'
import { prepareTestDatabase, temporaryDirectory } from '../src/testing/index.ts'

const MEBIBYTE = 1024 ** 2

it('the space of an embedded database is that of its disk above the 128 MiB kept free', async () => {
  const dataDir = temporaryDirectory('tributary-room-')
  const database = createDatabase({ dataDir })
  await database.open()
  const kept = async () => {
    const room = (await database.room()) ?? Number.NaN
    const { bavail, bsize } = statfsSync(dataDir)
    return Math.round((bavail * bsize - room) / MEBIBYTE)
  }
  // Other tests write to the same disk between the two looks.
  await expect.poll(kept).toBe(128)
  await writeFile(join(dataDir, 'file'), Buffer.alloc(32 * MEBIBYTE))
  await expect.poll(kept).toBe(128)
  await database.close()
  await rm(dataDir, { recursive: true })
})

it('the space of an external database is unknown', async () => {
  const { options, remove } = await prepareTestDatabase()
  const database = createDatabase(options)
  await database.open()
  expect(options.databaseUrl).toBeDefined()
  expect(await database.room()).toBeUndefined()
  await database.close()
  await remove()
})
