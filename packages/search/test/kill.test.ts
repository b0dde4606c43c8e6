import { type ChildProcess, fork } from 'node:child_process'
import { nextMessage } from '@tributary/database/testing'
import { endWithThisProcess } from '@tributary/processes'
import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { type SearchServer, startSearch } from './search-server.ts'

let it: SearchServer
const children: ChildProcess[] = []

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await it.stop()
})

function startWorker(pauseMilliseconds: number): ChildProcess {
  const child = fork(new URL('./worker-process.ts', import.meta.url), {
    env: {
      ...process.env,
      DATABASE_OPTIONS: JSON.stringify(it.options),
      PAUSE_MILLISECONDS: String(pauseMilliseconds),
    },
    execArgv: ['-C', '@tributary/source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  endWithThisProcess(child)
  children.push(child)
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const died = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await died
  // As if the time of its watch were over.
  await sql`update search_watch set until = now() - interval '1 second'`.execute(it.db)
}

test('processes that are killed between the index and the database lose nothing', {
  timeout: 180_000,
}, async () => {
  it = await startSearch({ worker: false })
  await sql`
    insert into media_items (user_id, platform, external_id, type, title, occurred_on, sort_at, identity, raw)
    select ${it.ada.id}, 'netflix', n::text, 'movie', 'Song ' || n, '2026-01-01', '2026-01-01', gen_random_uuid(), '{}'
    from generate_series(1, 1200) as n`.execute(it.db)
  it.instances.chosen = 'one'
  for (let round = 0; round < 2; round += 1) {
    const child = startWorker(600_000)
    while ((await nextMessage(child)) !== 'written');
    await kill(child)
    await sql`delete from media_items where title = ${`Song ${round + 1}`}`.execute(it.db)
    // Not filled: titles are searched.
    expect(await it.ada.find('song 1199')).toEqual(['Song 1199'])
  }
  startWorker(0)
  await vi.waitFor(
    async () => expect(await it.state()).toMatchObject({ problem: null, people: 2, filledPeople: 2 }),
    { interval: 100, timeout: 60_000 },
  )
  const songs = (await it.one.documents())[it.ada.id] ?? []
  expect(songs).toHaveLength(1_198)
  expect(songs).not.toContain('Song 1')
  expect(await it.ada.find('song 1200')).toEqual(['Song 1200'])
})
