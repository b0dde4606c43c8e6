import { expect, test } from 'vitest'
import { countSyncedCommits } from '../../src/strace/count-synced-commits.ts'
import { parseStrace } from '../../src/strace/parse-strace.ts'

const BACKEND = 10
const WRITER = 11
const query = `${BACKEND} recvfrom(9<socket:[1]>, "Q\\0\\0\\0#insert into notes values (1)\\0", 8192, 0, NULL, NULL) = 36`
const answer = `${BACKEND} sendto(9<socket:[1]>, "C\\0\\0\\0\\17INSERT 0 1\\0Z\\0\\0\\0\\5I", 22, 0, NULL, 0) = 22`
const sync = (pid: number, file = '/data/pg_wal/01') => `${pid} fdatasync(5<${file}>) = 0`

test('a commit is synced when a sync of the log ends between statement and answer', () => {
  expect(count(query, sync(BACKEND), answer)).toEqual({ commits: 1, synced: 1, syncs: 1 })
})

test('the sync of another process counts', () => {
  expect(count(query, sync(WRITER), answer)).toEqual({ commits: 1, synced: 1, syncs: 1 })
})

test('a sync before the statement, after the answer or of another file does not', () => {
  const trace = [sync(WRITER), query, sync(WRITER, '/data/base/5/1'), answer, sync(WRITER)]
  expect(count(...trace)).toEqual({ commits: 1, synced: 0, syncs: 2 })
})

test('a sync that has not ended when the response is sent does not', () => {
  const trace = [
    query,
    `${WRITER} fdatasync(5</data/pg_wal/01> <unfinished ...>`,
    answer,
    `${WRITER} <... fdatasync resumed>) = 0`,
  ]
  expect(count(...trace)).toEqual({ commits: 1, synced: 0, syncs: 1 })
})

test('a failed sync does not', () => {
  const failed = `${BACKEND} fdatasync(5</data/pg_wal/01>) = -1 EIO (Input/output error)`
  expect(count(query, failed, answer)).toEqual({ commits: 1, synced: 0, syncs: 0 })
})

test('statements of other backends and other statements are not commits', () => {
  const other = query.replace(`${BACKEND} `, `${WRITER} `)
  const setting = query.replace('insert into notes values (1)', 'set synchronous_commit = off')
  expect(count(other, setting, answer)).toEqual({ commits: 0, synced: 0, syncs: 0 })
})

function count(...lines: readonly string[]) {
  return countSyncedCommits(parseStrace(lines.join('\n')), BACKEND)
}
