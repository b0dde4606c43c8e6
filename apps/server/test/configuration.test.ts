import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ConfigurationError, readConfiguration } from '../src/configuration.ts'
import { serverVariables } from '../src/environment/server-variables.ts'

const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8')

test('.env.example and the README list all settings, with the same defaults', async () => {
  const inExample = new Map(
    [...(await read('.env.example')).matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  )
  const inReadme = new Map(
    [...(await read('README.md')).matchAll(/^\| `([A-Z_]+)` +\| (?:`([^`]*)`)? *\|/gm)].map(
      ([, name, value = '']) => [name, value],
    ),
  )
  expect(new Set(inExample.keys())).toEqual(new Set(serverVariables()))
  expect(Object.fromEntries(inReadme)).toEqual(Object.fromEntries(inExample))
})

test('the documented defaults are correct', async () => {
  const documented = [...(await read('.env.example')).matchAll(/^#([A-Z_]+)=(.*)$/gm)]
  const environment = Object.fromEntries(documented.map(([, name = '', value]) => [name, value]))
  expect(readConfiguration(environment)).toEqual(readConfiguration({}))
})

test('each setting in .env.example is explained, and none is set', async () => {
  const lines = (await read('.env.example')).split('\n').filter((line) => line !== '')
  expect(lines.filter((line) => !line.startsWith('#'))).toEqual([])
  const unexplained = lines.filter((line, index) => {
    const before = lines[index - 1] ?? ''
    return /^#[A-Z]/.test(line) && !/^# [^-]/.test(before) && !before.startsWith('#ADMIN_EMAIL')
  })
  expect(unexplained).toEqual([])
})

test('all errors are reported in one message, without secrets', () => {
  const problems = messageOf({
    PORT: '70000',
    PUBLIC_URL: 'data.example.org',
    DATABASE_URL: 'mysql://root:hunter2@db/tributary',
    DATABASE_POOL_SIZE: '1',
    JOB_CONCURRENCY: 'many',
    LOG_LEVEL: 'loud',
    PUBLIC_METRICS: 'yes',
    ADMIN_EMAIL: 'ada@example.org',
  })
  expect(problems).toBe(`Invalid configuration:
  PORT: "70000" is not a whole number from 0 to 65535
  PUBLIC_URL: not a URL that begins with http:// or https://
  DATABASE_URL: not a URL that begins with postgres:// or postgresql://
  DATABASE_POOL_SIZE: "1" is not a whole number from 2 to 1000
  LOG_LEVEL: "loud" is not one of fatal, error, warn, info, debug, trace, silent
  JOB_CONCURRENCY: "many" is not a whole number from 1 to 100
  PUBLIC_METRICS: "yes" is not one of true, false
  ADMIN_EMAIL and ADMIN_PASSWORD: set both, or neither and use the set-up token that the log shows
See .env.example for the meaning of each setting.`)
})

test('a read replica needs the server that it is a replica of', () => {
  const url = 'postgres://tributary@replica/tributary'
  expect(messageOf({ DATABASE_READ_URL: url })).toContain(
    'DATABASE_READ_URL: it needs DATABASE_URL, the server that it is a replica of',
  )
  const DATABASE_URL = 'postgres://tributary@primary/tributary'
  expect(readConfiguration({ DATABASE_URL, DATABASE_READ_URL: url }).databaseReadUrl).toBe(url)
})

test('the public URL follows the port, lists are trimmed, and a proxy is a choice or its addresses', () => {
  expect(readConfiguration({ PORT: '8080' }).publicUrl).toBe('http://127.0.0.1:8080')
  expect(readConfiguration({ TRUSTED_ORIGINS: ' http://a , ,http://b' }).trustedOrigins).toEqual([
    'http://a',
    'http://b',
  ])
  expect(readConfiguration({ TRUST_PROXY: 'true' }).trustProxy).toBe(true)
  expect(readConfiguration({ TRUST_PROXY: 'false' }).trustProxy).toBe(false)
  expect(readConfiguration({ TRUST_PROXY: '10.0.0.0/8' }).trustProxy).toBe('10.0.0.0/8')
})

test('an empty variable counts as unset', () => {
  const environment = Object.fromEntries(serverVariables().map((name) => [name, ' ']))
  expect(readConfiguration(environment)).toEqual(readConfiguration({}))
})

function messageOf(environment: Record<string, string>): string {
  try {
    readConfiguration(environment)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message
    throw error
  }
  throw new Error('nothing was wrong')
}
