import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { watchChild } from '../src/index.ts'

const run = (code: string) =>
  watchChild(spawn(process.execPath, ['--eval', code], { stdio: ['ignore', 'pipe', 'pipe'] }))

it('resolves when the condition is true', async () => {
  const child = run(`console.log('ready'); setInterval(() => {})`)
  await child.until('it is ready', () => child.output().includes('ready'))
  child.process.kill()
  expect(await child.ended).toEqual({ code: null, signal: 'SIGTERM' })
})

it('rejects at once with the output of a child that has ended', async () => {
  const child = run(`console.error('no such directory'); process.exitCode = 3`)
  const begun = performance.now()
  await expect(child.until('it is ready', () => false)).rejects.toThrow(
    /^the process ended with 3 before it is ready:\nno such directory\n$/,
  )
  expect(performance.now() - begun).toBeLessThan(10_000)
})

it('counts what a child did before it ended', async () => {
  const child = run(`console.log('ready')`)
  await child.ended
  const isReady = () => child.output().includes('ready')
  await expect(child.until('it is ready', isReady)).resolves.toBeUndefined()
})

it('rejects when a child cannot be started', async () => {
  const child = watchChild(spawn('/no/such/program'))
  await expect(child.until('it is ready', () => false)).rejects.toThrow(
    /could not be started \(spawn .*ENOENT/,
  )
})

it('rejects when the limit is over', async () => {
  const child = run('setInterval(() => {})')
  await expect(child.until('it is ready', () => false, { limit: 20, poll: 5 })).rejects.toThrow(
    'the process has run for 0.02 s before it is ready',
  )
  child.process.kill()
})
