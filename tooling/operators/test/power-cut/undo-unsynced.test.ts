import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CHANGE } from '../../src/power-cut/undo-journal.ts'
import { prepareJournal, undoUnsynced } from '../../src/power-cut/undo-unsynced.ts'

let directory = ''
let places = { tree: '', journal: '' }

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tributary-undo-'))
  places = { tree: join(directory, 'tree'), journal: join(directory, 'journal') }
  mkdirSync(join(places.tree, 'pg_wal'), { recursive: true })
  prepareJournal(places)
})
afterEach(() => rmSync(directory, { recursive: true }))

test('changes of content are undone from the last to the first, with the size', () => {
  const file = makeFile('table', 'aCCdEF')
  journalOf(file, { change: CHANGE.write, size: 4, offset: 1, length: 2, content: 'bc' })
  journalOf(file, { change: CHANGE.write, size: 4, offset: 1, length: 1, content: 'B' })
  journalOf(file, { change: CHANGE.write, size: 4, offset: 4, length: 2, content: '' })
  expect(undoUnsynced(places)).toEqual({ files: 1, writes: 3, bytes: 5, logWrites: 0, names: 0 })
  expect(readFileSync(file, 'utf8')).toBe('abcd')
})

test('a truncated file is restored', () => {
  const file = makeFile('table', 'ab')
  journalOf(file, { change: CHANGE.truncate, size: 4, offset: 2, length: 2, content: 'cd' })
  undoUnsynced(places)
  expect(readFileSync(file, 'utf8')).toBe('abcd')
})

test('an incomplete record at the end is of a change that was not made', () => {
  const file = makeFile('pg_wal/01', 'new')
  journalOf(file, { change: CHANGE.write, size: 3, offset: 0, length: 3, content: 'old' })
  const whole = record({ change: CHANGE.write, size: 3, offset: 0, length: 3, content: 'bad' })
  writeFileSync(journalFile(file), whole.subarray(0, -1), { flag: 'a' })
  expect(undoUnsynced(places)).toMatchObject({ writes: 1, logWrites: 1 })
  expect(readFileSync(file, 'utf8')).toBe('old')
})

test('a journal whose file has lost its name and a synced file change nothing', () => {
  const file = makeFile('table', 'synced')
  writeFileSync(journalFile(file), '')
  writeFileSync(
    join(places.journal, 'inodes', '1-1'),
    record({ change: CHANGE.write, size: 1, offset: 0, length: 1 }),
  )
  expect(undoUnsynced(places)).toEqual({ files: 0, writes: 0, bytes: 0, logWrites: 0, names: 0 })
  expect(readFileSync(file, 'utf8')).toBe('synced')
})

test('names are undone from the last to the first, and a replaced or removed file is restored', () => {
  const path = (name: string) => join(places.tree, name)
  makeFile('state', 'old')
  makeFile('doomed', 'kept')
  linkSync(path('state'), join(places.journal, 'saved', '1'))
  linkSync(path('doomed'), join(places.journal, 'saved', '2'))
  makeFile('state.new', 'new')
  renameSync(path('state.new'), path('state'))
  rmSync(path('doomed'))
  mkdirSync(path('base'))
  makeFile('base/1', '')
  rmdirSync(path('pg_wal'))
  writeNames(
    'create\tstate.new',
    'rename\tstate.new\tstate\t1',
    'unlink\tdoomed\t2',
    'mkdir\tbase',
    'create\tbase/1',
    `rmdir\tpg_wal\t700\t${process.getuid?.()}\t${process.getgid?.()}`,
  )
  expect(undoUnsynced(places).names).toBe(6)
  expect(readFileSync(path('state'), 'utf8')).toBe('old')
  expect(readFileSync(path('doomed'), 'utf8')).toBe('kept')
  expect(existsSync(path('state.new'))).toBe(false)
  expect(existsSync(path('base'))).toBe(false)
  expect(lstatSync(path('pg_wal')).mode & 0o777).toBe(0o700)
})

test('the content of a file that was removed is undone too', () => {
  const file = makeFile('table', 'new')
  journalOf(file, { change: CHANGE.write, size: 3, offset: 0, length: 3, content: 'old' })
  renameSync(file, join(places.journal, 'saved', '0'))
  writeNames('unlink\ttable\t0')
  undoUnsynced(places)
  expect(readFileSync(file, 'utf8')).toBe('old')
})

test('a last change of names that was not made is ignored', () => {
  const file = makeFile('from', 'content')
  makeFile('to', 'other')
  writeNames('rename\tfrom\tto\t-')
  undoUnsynced(places)
  expect(readFileSync(file, 'utf8')).toBe('content')
  expect(readFileSync(join(places.tree, 'to'), 'utf8')).toBe('other')
})

test('at random a block is kept and the next one lost', () => {
  const block = 4096
  const file = makeFile('table', 'n'.repeat(2 * block))
  journalOf(file, {
    change: CHANGE.write,
    size: 2 * block,
    offset: 0,
    length: 2 * block,
    content: 'o'.repeat(2 * block),
  })
  // The size, the first block, the second block, the names.
  undoUnsynced(places, sequence(0.9, 0.1, 0.9, 0))
  expect(readFileSync(file, 'utf8')).toBe('n'.repeat(block) + 'o'.repeat(block))
})

test('at random the first names are kept', () => {
  makeFile('first', '')
  makeFile('second', '')
  writeNames('create\tfirst', 'create\tsecond')
  undoUnsynced(places, sequence(0.5))
  expect(existsSync(join(places.tree, 'first'))).toBe(true)
  expect(existsSync(join(places.tree, 'second'))).toBe(false)
})

interface HandMadeRecord {
  readonly change: number
  readonly size: number
  readonly offset: number
  readonly length: number
  readonly content?: string
}

function record({ change, size, offset, length, content = '' }: HandMadeRecord): Buffer {
  const header = Buffer.alloc(40)
  header.write('UNDO', 'latin1')
  header.writeUInt32LE(change, 4)
  for (const [index, value] of [size, offset, length, content.length].entries()) {
    header.writeBigInt64LE(BigInt(value), 8 + 8 * index)
  }
  return Buffer.concat([header, Buffer.from(content)])
}

function journalOf(file: string, change: HandMadeRecord): void {
  writeFileSync(journalFile(file), record(change), { flag: 'a' })
}

function journalFile(file: string): string {
  const { ino, birthtimeNs } = lstatSync(file, { bigint: true })
  return join(places.journal, 'inodes', `${ino}-${birthtimeNs}`)
}

function writeNames(...lines: readonly string[]): void {
  // The last one is incomplete.
  writeFileSync(join(places.journal, 'names'), `${lines.join('\n')}\nunlink\tfi`)
}

function makeFile(name: string, content: string): string {
  const file = join(places.tree, name)
  writeFileSync(file, content)
  return file
}

function sequence(...values: readonly number[]): () => number {
  const rest = [...values]
  return () => rest.shift() ?? Number.NaN
}
