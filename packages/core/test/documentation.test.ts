import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { httpErrors } from '../src/http/http-errors.ts'
import type { Kernel } from '../src/index.ts'
import { KERNEL_ERROR_CODES } from '../src/kernel-error.ts'

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8')

/** The cells of every table row whose first cell is a code. */
async function rowsOf(heading: string): Promise<string[][]> {
  const sections = (await read('docs/errors.md')).split(/^## /m)
  const section = sections.find((candidate) => candidate.startsWith(heading)) ?? ''
  return [...section.matchAll(/^\| `(\w+)` *\|(.*)\|$/gm)].map(([, code = '', rest = '']) => [
    code,
    ...rest.split('|').map((cell) => cell.trim()),
  ])
}

test('every code of a KernelError is documented, and every documented one exists', async () => {
  const rows = await rowsOf('What a plugin author')
  expect(new Set(rows.map(([code]) => code))).toEqual(new Set(KERNEL_ERROR_CODES))
  for (const [, when] of rows) expect(when).not.toBe('')
})

test('every code of a KernelError is thrown somewhere', async () => {
  const { execFileSync } = await import('node:child_process')
  const source = execFileSync(
    'grep',
    ['-rhoE', "'[A-Z]+_[A-Z]+',?$", 'src', '--include=*.ts', '--exclude=kernel-error.ts'],
    {
      cwd: new URL('..', import.meta.url),
      encoding: 'utf8',
    },
  )
  const inline = execFileSync('grep', ['-rhoE', "KernelError\\('[A-Z_]+'", 'src'], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  })
  for (const code of KERNEL_ERROR_CODES) expect(`${source}${inline}`).toContain(`'${code}'`)
})

test('every problem of the kernel is documented correctly, and every documented one exists', async () => {
  const table = Object.values(httpErrors).map(({ code, status, kind, title }) => [
    code,
    `${status}`,
    kind,
    title,
  ])
  expect(await rowsOf('What a client')).toEqual(table)
})

test('the example of the README runs with the documented result', async () => {
  const code = /```ts\n([\s\S]*?)```/.exec(await read('README.md'))?.[1] ?? ''
  // Inside the package, so that its imports resolve as they do for a reader.
  const directory = await mkdtemp(new URL('./.readme-', import.meta.url).pathname)
  onTestFinished(() => rm(directory, { recursive: true }))
  await writeFile(`${directory}/example.ts`, code)
  const { kernel } = (await import(/* @vite-ignore */ `${directory}/example.ts`)) as { kernel: Kernel }
  onTestFinished(() => kernel.stop())
  const { port } = kernel.app.server.address() as { port: number }
  const answer = await fetch(`http://127.0.0.1:${port}/api/public/hello`)
  expect(await answer.text()).toBe('hello')
  expect(kernel.report().publicRoutes).toEqual(['GET /api/public/hello'])
})

test('the README and the decisions fit on a screen each', async () => {
  const { readdir } = await import('node:fs/promises')
  for (const name of await readdir(new URL('../docs/adr', import.meta.url))) {
    const text = await read(`docs/adr/${name}`)
    expect(text.split('\n').length).toBeLessThanOrEqual(61)
    for (const part of ['## Context', '## Decision', '## Consequences']) expect(text).toContain(part)
  }
  for (const [, path = ''] of (await read('README.md')).matchAll(/\]\(([^)]+)\)/g))
    await expect(exists(path)).resolves.toBe(true)
})

async function exists(path: string): Promise<boolean> {
  const { stat } = await import('node:fs/promises')
  await stat(new URL(`../${path}`, import.meta.url))
  return true
}
