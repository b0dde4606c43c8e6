import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { serverVariables } from '../src/environment/server-variables.ts'
import { createProgram } from '../src/program.ts'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const document = read('packages/operations/docs/growing.md')
const shell = [...document.matchAll(/```sh\n(.*?)```/gs)].map(([, text = '']) => text).join('\n')
const MASTER_KEY = Buffer.alloc(32).toString('base64')

test('the settings of the document about growing are valid', () => {
  const settings = [...shell.matchAll(/(?<![\w-])([A-Z_]{4,})=(\S+)/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  )
  expect(settings.length).toBeGreaterThan(6)
  const known = new Set<string>(serverVariables())
  expect(settings.filter(([name]) => !known.has(name))).toEqual([])
  const environment = { ...Object.fromEntries(settings), TRIBUTARY_MASTER_KEY: MASTER_KEY }
  expect(readConfiguration(environment)).toMatchObject({
    databaseUrl: 'postgres://tributary:secret@10.0.0.6:6432/tributary',
    databaseReadUrl: 'postgres://tributary:secret@10.0.0.6:6432/tributary_replica',
  })
})

test('the commands of the document about growing exist', () => {
  const program = createProgram({})
  const commands = [...shell.matchAll(/tributary -- (\w+)(?: (--[\w-]+))?/g)]
  expect(commands.map(([, name]) => name)).toEqual(['serve', 'work'])
  for (const [, name, option] of commands) {
    const command = program.commands.find((each) => each.name() === name)
    expect(command, name).toBeDefined()
    if (option !== undefined) expect(command?.options.map(({ long }) => long)).toContain(option)
  }
})
