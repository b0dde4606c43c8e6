import { isProblemError, ProblemError } from '@tributary/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeFeed, changesErrors, mustStartOver } from '../src/index.ts'
import { type NotesServer, startNotes } from './notes-server.ts'

let server: NotesServer

beforeAll(async () => {
  server = await startNotes()
})
afterAll(() => server.stop())

const errorOf = (cursor: string) =>
  server.kernel
    .getService(changeFeed)
    .read({ userId: server.ada.id, types: ['note'], cursor, limit: 1 })
    .catch((error: unknown) => error)

test('a cursor that the feed cannot read is never asked with again', async () => {
  const error = await errorOf('of a later version')
  expect(isProblemError(error)).toBe(true)
  expect(mustStartOver(error)).toBe(true)
  expect(mustStartOver(new ProblemError(changesErrors.CHANGES_START_OVER))).toBe(true)
})

test('any other failure is tried again with the same cursor', () => {
  expect(mustStartOver(new ProblemError(changesErrors.CHANGES_TOO_MANY_STREAMS))).toBe(false)
  expect(mustStartOver(new Error('the database is away'))).toBe(false)
})
