import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDirectory } from '../src/embedded/directory-lock.ts'
import { startTestDatabase } from '../src/testing/index.ts'
import { killChild, startChild } from './children/start-child.ts'

interface Outcome {
  readonly pid?: number
  readonly refused?: string
  readonly error?: string
}

describe('the lock of a data directory', () => {
  let directory: string
  const children: ChildProcess[] = []
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tributary-lock-'))
  })
  afterEach(async () => {
    await Promise.all(children.splice(0).map(killChild))
    await rm(directory, { recursive: true, force: true })
  })
  const contend = async (): Promise<Outcome> => {
    const child = startChild('hold-lock', [directory])
    children.push(child)
    const [outcome] = (await once(child, 'message')) as [Outcome]
    return outcome
  }

  it('refuses a second process and names the first', async () => {
    const { pid } = await contend()
    expect(pid).toBeTypeOf('number')
    const second = lockDirectory(directory)
    await expect(second).rejects.toMatchObject({
      name: 'DirectoryLockedError',
      message: expect.stringMatching(new RegExp(`Process ${pid} .* Stop that one first`)),
      pid,
    })
    expect(await contend()).toMatchObject({ error: 'DirectoryLockedError' })
  })

  it('is had by exactly one of 20 processes that race for what a killed one left', {
    timeout: 90_000,
  }, async () => {
    await contend()
    await Promise.all(children.splice(0).map(killChild))
    const outcomes = await Promise.all(Array.from({ length: 20 }, contend))
    const winners = outcomes.filter((outcome) => outcome.pid !== undefined)
    expect(winners).toHaveLength(1)
    const losers = outcomes.filter((outcome) => outcome.error === 'DirectoryLockedError')
    expect(losers).toHaveLength(19)
    for (const { refused } of losers) expect(refused).toContain(`Process ${winners[0]?.pid} `)
  })

  it('says what to set where there can be no directory', async () => {
    const file = join(directory, 'a-file')
    await writeFile(file, '')
    for (const place of [file, join(file, 'below')]) {
      await expect(lockDirectory(place)).rejects.toThrow(`The data directory ${place} cannot be made`)
      await expect(lockDirectory(place)).rejects.toThrow(
        'Set DATA_DIR to a directory that this user may write in.',
      )
    }
  })

  it('is free again after a release, and after a kill whatever the note says', async () => {
    const first = await lockDirectory(directory)
    expect(first.previous).toBeUndefined()
    first.release()
    // The pid of a process that lives, but holds nothing: this very one, as after a reuse of pids.
    const note = { pid: process.pid, host: 'elsewhere', since: 'long ago' }
    await writeFile(join(directory, 'database.owner.json'), JSON.stringify(note))
    const second = await lockDirectory(directory)
    expect(second.previous).toEqual(note)
    second.release()
    await writeFile(join(directory, 'database.owner.json'), 'torn {')
    const third = await lockDirectory(directory)
    third.release()
  })

  it('refuses the same process too', async () => {
    await using test = await startTestDatabase({ dataDir: join(directory, 'data') })
    const again = startTestDatabase({ dataDir: test.options.dataDir })
    // The refused one must not remove what the first one uses.
    await expect(again).rejects.toThrow(`This process (${process.pid}) has the database`)
    await test.database.check()
  })
})
