import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { endWithThisProcess } from '../src/index.ts'

/** A process that starts one child and writes its pid. */
async function startParent(how: 'hanging' | 'plain'): Promise<{ parent: ChildProcess; childPid: number }> {
  const parent = spawn(
    process.execPath,
    [fileURLToPath(new URL('children/parent.ts', import.meta.url)), how],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  endWithThisProcess(parent)
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  return { parent, childPid: Number(line.toString()) }
}

const isRunning = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it.each(['SIGKILL', 'SIGTERM'] as const)('a child ends when %s ends its parent', async (signal) => {
  const { parent, childPid } = await startParent('plain')
  expect(isRunning(childPid)).toBe(true)
  parent.kill(signal)
  await once(parent, 'exit')
  await expect.poll(() => isRunning(childPid), { timeout: 5_000, interval: 10 }).toBe(false)
})

it('a child ends when its parent exits', async () => {
  const { parent, childPid } = await startParent('plain')
  parent.stdin?.end('end\n')
  await once(parent, 'exit')
  await expect.poll(() => isRunning(childPid), { timeout: 5_000, interval: 10 }).toBe(false)
})

it('a hanging child that ignores signals ends as well', async () => {
  const { parent, childPid } = await startParent('hanging')
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  await expect.poll(() => isRunning(childPid), { timeout: 5_000, interval: 10 }).toBe(false)
})
