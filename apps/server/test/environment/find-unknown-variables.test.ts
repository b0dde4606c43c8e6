import { expect, test } from 'vitest'
import { findUnknownVariables } from '../../src/environment/find-unknown-variables.ts'
import { serverVariables } from '../../src/environment/server-variables.ts'
import { USUAL_VARIABLES } from './usual-variables.ts'

const known = [...serverVariables(), 'SPOTIFY_CLIENT_ID', 'SPOTIFY_CLIENT_SECRET']

const inEnvironment = (...environment: readonly string[]) =>
  findUnknownVariables({ environment, file: [], known })

test.each([
  ['DATABSE_URL', 'DATABASE_URL'],
  ['DATABASE_URI', 'DATABASE_URL'],
  ['DATBASE_POOL_SIZE', 'DATABASE_POOL_SIZE'],
  ['SPOTIFY_CLIENT_SECERT', 'SPOTIFY_CLIENT_SECRET'],
  ['SPOTFY_CLIENTID', 'SPOTIFY_CLIENT_ID'],
  ['PUBLICURL', 'PUBLIC_URL'],
  ['Data_Dir', 'DATA_DIR'],
  ['LOGLEVEL', 'LOG_LEVEL'],
  ['PROT', 'PORT'],
  ['HOTS', 'HOST'],
  ['PORTS', 'PORT'],
])('%s is a misspelling of %s', (name, nearest) => {
  expect(inEnvironment(name)).toEqual([{ name, nearest, inFile: false }])
})

test('usual variables of servers are not misspellings', () => {
  expect(inEnvironment(...USUAL_VARIABLES)).toEqual([])
})

test('each unknown variable of .env is named, except those of Compose, Node and libpq', () => {
  const file = [
    'POSTGRES_PASSWORD',
    'COMPOSE_PROJECT_NAME',
    'NODE_OPTIONS',
    'PGSSLMODE',
    'PORT',
    'THEME',
    'ADMIN_MAIL',
  ]
  expect(findUnknownVariables({ environment: file, file, known })).toEqual([
    { name: 'THEME', nearest: undefined, inFile: true },
    { name: 'ADMIN_MAIL', nearest: 'ADMIN_EMAIL', inFile: true },
  ])
})
