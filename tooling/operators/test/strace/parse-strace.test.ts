import { expect, test } from 'vitest'
import { parseStrace } from '../../src/strace/parse-strace.ts'

test('a line with a result is the beginning and the end of a call', () => {
  expect(parseStrace('512   fdatasync(5</data/pg_wal/000000010000000000000001>) = 0\n')).toEqual([
    {
      pid: 512,
      call: 'fdatasync',
      text: '5</data/pg_wal/000000010000000000000001>',
      begins: true,
      ends: true,
      result: 0,
    },
  ])
})

test('a call that another process interrupts is two events', () => {
  const trace = [
    '7 fsync(3</a> <unfinished ...>',
    '8 fsync(4</b>) = 0',
    '7 <... fsync resumed>) = -5 EIO',
  ].join('\n')
  expect(parseStrace(trace)).toMatchObject([
    { pid: 7, begins: true, ends: false, text: '3</a>' },
    { pid: 8, begins: true, ends: true, result: 0 },
    { pid: 7, call: 'fsync', begins: false, ends: true, text: '3</a>', result: -5 },
  ])
})

test('text like a result inside a string is not parsed as one', () => {
  expect(parseStrace('9 recvfrom(8<socket:[1]>, "Q\\0 f(1) = 2", 8192, 0, NULL, NULL) = 20')).toMatchObject([
    { text: '8<socket:[1]>, "Q\\0 f(1) = 2", 8192, 0, NULL, NULL', result: 20 },
  ])
})

test('signals, exits and calls without a result are skipped', () => {
  const trace = [
    '7 --- SIGUSR1 {si_signo=SIGUSR1} ---',
    '7 +++ exited with 0 +++',
    '7 fsync(3) = ?',
    '',
  ].join('\n')
  expect(parseStrace(trace)).toEqual([])
})
