import { readFile } from 'node:fs/promises'
import { CONNECTION_STATUSES } from '@tributary/integration-host'
import { expect, test } from 'vitest'
import { CONNECTION_TRANSITIONS } from '../src/connection-states.ts'
import { connectionsErrors } from '../src/index.ts'

const readme = () => readFile(new URL('../README.md', import.meta.url), 'utf8')

test('the README lists all errors', async () => {
  const codes = [...(await readme()).matchAll(/`(CONNECTIONS_[A-Z_]+)`/g)].map(([, code]) => code)
  expect(new Set(codes)).toEqual(new Set(Object.keys(connectionsErrors)))
})

test('the README lists all states, and each can be reached and left', async () => {
  const listed = [...(await readme()).matchAll(/^\| `([a-z_]+)` +\| (?:yes|no|in part)/gm)].map(
    ([, state]) => state,
  )
  expect(new Set(listed)).toEqual(new Set(CONNECTION_STATUSES))
  for (const status of CONNECTION_STATUSES) {
    expect(CONNECTION_TRANSITIONS.some(({ from }) => from === status)).toBe(true)
    expect(CONNECTION_TRANSITIONS.some(({ to, from }) => to === status && (from as string) !== status)).toBe(
      true,
    )
  }
})
