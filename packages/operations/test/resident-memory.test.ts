import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { residentBytes } from '../src/database/resident-memory.ts'

const KIB = 1024

async function fakeProc(processes: Record<number, string>): Promise<string> {
  const proc = await mkdtemp(join(tmpdir(), 'tributary-proc-'))
  await mkdir(join(proc, 'self'))
  for (const [pid, status] of Object.entries(processes)) {
    await mkdir(join(proc, pid))
    await writeFile(join(proc, pid, 'status'), status)
  }
  return proc
}

const status = (parent: number, anonymous: number, file: number, shared: number) =>
  `Name:\tpostgres\nPPid:\t${parent}\nRssAnon:\t    ${anonymous} kB\nRssFile:\t    ${file} kB\nRssShmem:\t    ${shared} kB\n`

test('the memory of a process and its children counts shared pages once', async () => {
  const proc = await fakeProc({
    10: status(1, 100, 20, 30),
    11: status(10, 200, 20, 500),
    12: status(10, 300, 20, 400),
    // A grandchild, a child of another process, and a kernel thread without memory.
    13: status(11, 4_000, 0, 0),
    14: status(2, 8_000, 0, 0),
    15: 'Name:\tkthread\nPPid:\t10\n',
  })
  expect(await residentBytes(10, proc)).toBe((100 + 200 + 300 + 520) * KIB)
  expect(await residentBytes(99, proc)).toBeUndefined()
  await rm(proc, { recursive: true })
  expect(await residentBytes(10, proc)).toBeUndefined()
})
