import { currentUnit, outsideUnit, runForPerson, setUnit } from '@tributary/core'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { WorkUnit } from '../src/index.ts'
import type { TestDatabase } from '../src/testing/index.ts'
import { describeDatabase } from './describe-database.ts'
import { type NoteTables, noteMigrations } from './notes.ts'

describeDatabase('a unit of work', (start) => {
  let test: TestDatabase
  beforeAll(async () => {
    test = await start({ migrations: { notes: noteMigrations }, poolSize: 2, connectTimeout: 2_000 })
  })
  beforeEach(() => test.database.pool.query('truncate notes'))

  const db = () => test.database.tables<NoteTables>()
  const insert = (text: string) =>
    test.database.transaction<NoteTables, unknown>((trx) =>
      trx.insertInto('notes').values({ text }).execute(),
    )
  const texts = async () =>
    (await db().selectFrom('notes').select('text').orderBy('text').execute()).map(({ text }) => text)
  /** Runs work in a unit whose marks are notes, and ends it as `end` does. */
  const inUnit = <R>(work: (unit: WorkUnit<NoteTables>) => Promise<R>) => {
    const unit = test.database.unit<NoteTables>({
      begin: async (trx) => void (await trx.insertInto('notes').values({ text: 'began' }).execute()),
    })
    return runForPerson('ada', async () => {
      setUnit(unit)
      return work(unit)
    })
  }
  const ended = async (trx: ReturnType<typeof db>) =>
    void (await trx.insertInto('notes').values({ text: 'ended' }).execute())

  it('commits several transactions, its begin and its end together', async () => {
    await inUnit(async (unit) => {
      await insert('a')
      await insert('b')
      expect(await runForPerson(undefined, texts)).toEqual([])
      expect(await texts()).toEqual(['a', 'b', 'began'])
      await unit.commit(ended)
    })
    expect(await texts()).toEqual(['a', 'b', 'began', 'ended'])
    expect(test.database.pool.idleCount).toBe(test.database.pool.totalCount)
  })

  it('undoes all of it', async () => {
    await inUnit(async (unit) => {
      await insert('a')
      await unit.rollback()
      await insert('late')
    })
    expect(await texts()).toEqual(['late'])
  })

  it('continues after a failed transaction or statement of its context', async () => {
    await inUnit(async (unit) => {
      await insert('a')
      const twice = test.database.transaction<NoteTables, void>(async (trx) => {
        await trx.insertInto('notes').values({ text: 'undone' }).execute()
        throw new Error('changed my mind')
      })
      await expect(twice).rejects.toThrow('changed my mind')
      await expect(test.database.pool.query('select 1 / 0')).rejects.toThrow('division by zero')
      await insert('b')
      await unit.commit(ended)
    })
    expect(await texts()).toEqual(['a', 'b', 'began', 'ended'])
  })

  it('runs parallel queries one after the other, also from the pool itself', async () => {
    await inUnit(async (unit) => {
      await insert('a')
      await Promise.all([
        insert('b'),
        db().insertInto('notes').values({ text: 'c' }).execute(),
        texts(),
        insert('d'),
      ])
      await unit.commit(ended)
    })
    expect(await texts()).toEqual(['a', 'b', 'began', 'c', 'd', 'ended'])
  })

  it('holds no connection before its first transaction, and none for work outside of it', async () => {
    await inUnit(async (unit) => {
      expect(await texts()).toEqual([])
      await outsideUnit(() => insert('outside'))
      expect(unit.isOpen).toBe(false)
      await insert('a')
      await unit.rollback()
    })
    expect(await texts()).toEqual(['outside'])
  })

  it('runs work that waits for the commit after it, and never without one', async () => {
    const calls: string[] = []
    test.database.afterCommit(() => calls.push('at once'))
    await inUnit(async (unit) => {
      await insert('a')
      test.database.afterCommit(() => calls.push('after'))
      expect(calls).toEqual(['at once'])
      await unit.commit(ended)
    })
    await test.database.pool.query('truncate notes')
    await inUnit(async (unit) => {
      await insert('b')
      test.database.afterCommit(() => calls.push('never'))
      await unit.rollback()
    })
    expect(calls).toEqual(['at once', 'after'])
  })

  it('has no effect if it cannot begin, in any number of attempts', async () => {
    const unit = test.database.unit({ begin: () => Promise.reject(new Error('claimed')) })
    await runForPerson('ada', async () => {
      setUnit(unit)
      await expect(insert('a')).rejects.toThrow('claimed')
      await expect(insert('a')).rejects.toThrow('claimed')
      expect(currentUnit()).toBe(unit)
      await unit.rollback()
    })
    expect(await texts()).toEqual([])
    expect(test.database.pool.idleCount).toBe(test.database.pool.totalCount)
  })

  it('survives that its end fails: nothing is written', async () => {
    const failing = inUnit(async (unit) => {
      await insert('a')
      await unit.commit(() => Promise.reject(new Error('no answer')))
    })
    await expect(failing).rejects.toThrow('no answer')
    expect(await texts()).toEqual([])
  })
})
