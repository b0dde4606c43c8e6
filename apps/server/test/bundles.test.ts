import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const USE_BUNDLES = new URL('../dist/use-bundles.js', import.meta.url).href
const SERVER = fileURLToPath(new URL('..', import.meta.url))

/** What a program prints that was built and runs here, with the bundles or without. */
async function run(program: string, { bundled = true } = {}): Promise<unknown> {
  const use = bundled ? `const { useBundles } = await import('${USE_BUNDLES}'); useBundles()` : ''
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', `${use}\n${program}`],
    { cwd: SERVER },
  )
  return JSON.parse(stdout)
}

const IMPORTS = [
  'kysely',
  'kysely/helpers/postgres',
  'kysely/migration',
  'typebox',
  'typebox/compile',
  'typebox/value',
]

test('the built server imports bundles, and finds in them what the packages export', async () => {
  const names = `const modules = await Promise.all(${JSON.stringify(IMPORTS)}.map((name) => import(name)))
    console.log(JSON.stringify(modules.map((module) => Object.keys(module).sort())))`
  expect(await run(names)).toEqual(await run(names, { bundled: false }))
  const places = `console.log(JSON.stringify(${JSON.stringify(IMPORTS)}.map((name) => import.meta.resolve(name))))`
  for (const place of (await run(places)) as string[]) expect(place).toContain('/apps/server/dist/bundles/')
})

test('bundles of one package are one instance: what one registers, the others know', async () => {
  const program = `
    const { Set } = await import('typebox/format')
    const { Compile } = await import('typebox/compile')
    const { Check } = await import('typebox/value')
    const { Type } = await import('typebox')
    Set('never', () => false)
    const schema = Type.String({ format: 'never' })
    console.log(JSON.stringify([Compile(schema).Check('x'), Check(schema, 'x')]))`
  expect(await run(program)).toEqual([false, false])
})

test('the built command uses them', async () => {
  const program = `
    process.argv = ['node', 'tributary', '--version']
    process.on('exit', () => process.stderr.write(import.meta.resolve('kysely')))
    await import('./dist/main.js')`
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: SERVER,
  })
  expect(stderr).toContain('/apps/server/dist/bundles/kysely.js')
})
