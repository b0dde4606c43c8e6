import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from '../../src/index.ts'
import { temporaryDirectory } from '../../src/testing/index.ts'
import { DatabaseProcess } from './database-process.ts'
import { guards, postgresProcesses, postmaster } from './postgres-processes.ts'

describe('the embedded database', { timeout: 240_000 }, () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = temporaryDirectory('tributary-embedded-')
  })
  afterEach(async () => {
    await expectGone()
    await rm(dataDir, { recursive: true, force: true })
  })
  const open = () => DatabaseProcess.open({ dataDir })
  const running = () => [...guards(dataDir), ...postgresProcesses(dataDir)]
  const expectGone = () => expect.poll(running, { timeout: 10_000, interval: 20 }).toEqual([])

  it('is shared by all processes of a directory, and stopped by the last one', async () => {
    const processes = await Promise.all(Array.from({ length: 6 }, open))
    const pids = await Promise.all(processes.map((each) => each.query(`select pg_backend_pid() as pid`)))
    expect(new Set(pids.map(([row]) => row?.['pid'])).size).toBe(6)
    expect(guards(dataDir)).toHaveLength(2)
    for (const each of processes.slice(1)) await each.close()
    expect(await processes[0]?.query('select 1 as one')).toEqual([{ one: 1 }])
    await processes[0]?.close()
    expect(running()).toEqual([])
  })

  it('continues when the process that started it is killed, and ends when all are', async () => {
    const first = await open()
    const second = await open()
    await first.query('create table kept (n int); insert into kept values (1)')
    const pid = postmaster(dataDir)
    await first.kill()
    expect(await second.query('select n from kept')).toEqual([{ n: 1 }])
    const third = await open()
    expect(postmaster(dataDir)).toBe(pid)
    await Promise.all([second.kill(), third.kill()])
    await expectGone()
    const again = await open()
    expect(await again.query('select n from kept')).toEqual([{ n: 1 }])
    await again.close()
  })

  it('is restarted when its postmaster is killed, and reports memory as the likely cause', async () => {
    const first = await open()
    const second = await open()
    await first.query('create table kept (n int)')
    await first.query('insert into kept values (1)')
    process.kill(postmaster(dataDir), 'SIGKILL')
    await expect
      .poll(() => first.query('select n from kept').catch(() => []), { timeout: 10_000 })
      .toEqual([{ n: 1 }])
    expect(await second.query('select n from kept').catch(() => second.query('select n from kept'))).toEqual([
      { n: 1 },
    ])
    const logged = async () => [...(await first.log()), ...(await second.log())].join('\n')
    await expect
      .poll(logged, { timeout: 5_000 })
      .toContain('was killed (SIGKILL), probably because the system ran out of memory')
    await expect.poll(logged, { timeout: 5_000 }).toContain('embedded database restarted')
    await Promise.all([first.close(), second.close()])
  })

  it('recovers at once when one of its backends is killed, and reports memory as the likely cause', async () => {
    const first = await open()
    const [row] = await first.query('select pg_backend_pid() as pid')
    process.kill(Number(row?.['pid']), 'SIGKILL')
    await expect
      .poll(() => first.query('select 1 as one').catch(() => []), { timeout: 2_000 })
      .toEqual([{ one: 1 }])
    await expect
      .poll(async () => (await first.log()).join('\n'), { timeout: 2_000 })
      .toMatch(/terminated by signal 9.*ran out of memory/)
    await first.close()
  })

  it('waits for a connection while it is started again, instead of failing', async () => {
    const database = createDatabase({ dataDir })
    await database.open()
    // No connection is open that could break: the next one is refused.
    const idle = database.pool.query('select 1')
    await idle
    process.kill(postmaster(dataDir), 'SIGKILL')
    await expect.poll(() => database.pool.totalCount, { timeout: 5_000 }).toBe(0)
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await database.close()
  })

  it('is adopted when its guard is killed, and stopped by the last process all the same', async () => {
    const first = await open()
    const second = await open()
    const pid = postmaster(dataDir)
    for (const guard of guards(dataDir)) process.kill(guard, 'SIGKILL')
    const third = await open()
    expect(postmaster(dataDir)).toBe(pid)
    expect(await third.query('select 1 as one')).toEqual([{ one: 1 }])
    await Promise.all([first.close(), second.close(), third.close()])
    expect(postgresProcesses(dataDir)).toEqual([])
  })

  it('is restarted when first the guard and then the postmaster are killed', async () => {
    const first = await open()
    const [guard] = guards(dataDir)
    process.kill(guard ?? 0, 'SIGKILL')
    process.kill(postmaster(dataDir), 'SIGKILL')
    await expect
      .poll(() => first.query('select 1 as one').catch(() => []), { timeout: 15_000 })
      .toEqual([{ one: 1 }])
    await first.close()
  })

  it('is completed by the next process when the first is killed while creating it', async () => {
    for (const pause of [20, 250, 550]) {
      const killed = new DatabaseProcess({ dataDir })
      await delay(pause)
      await killed.kill()
    }
    const whole = await open()
    expect(await whole.query(`select extname from pg_extension order by extname`)).toEqual([
      { extname: 'pg_trgm' },
      { extname: 'plpgsql' },
      { extname: 'unaccent' },
    ])
    await whole.close()
  })

  it('ends backends that outlive a killed postmaster while they compute', async () => {
    const first = await open()
    const second = await open()
    const computing = first.query(`select count(*) from generate_series(1, 1000000000)`).catch(() => [])
    await expect
      .poll(() =>
        second.query(
          `select 1 from pg_stat_activity where query like '%1000000000%' and state = 'active' and pid <> pg_backend_pid()`,
        ),
      )
      .toHaveLength(1)
    process.kill(postmaster(dataDir), 'SIGKILL')
    await computing
    expect(await second.query('select 1 as one').catch(() => second.query('select 1 as one'))).toEqual([
      { one: 1 },
    ])
    await Promise.all([first.close(), second.close()])
  })
})
