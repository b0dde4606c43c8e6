import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startGuard } from '../../src/embedded/guard.ts'
import { type EmbeddedLayout, layoutOf } from '../../src/embedded/layout.ts'
import { temporaryDirectory } from '../../src/testing/index.ts'

const account = { name: 'that of this process' }

describe('the guard of the embedded database', () => {
  let layout: EmbeddedLayout
  beforeEach(() => {
    layout = layoutOf(temporaryDirectory('tributary-guard-'))
    expect(spawnSync('mkfifo', [layout.clients]).status).toBe(0)
  })
  afterEach(() => rmSync(layout.home, { recursive: true, force: true }))

  it.each([
    { what: 'is still running', command: ['sleep', '2'] },
    { what: 'has ended', command: ['true'] },
  ])(
    'has started when a process that was busy meanwhile looks, where PostgreSQL $what',
    async ({ command }) => {
      const started = startGuard({ layout, account, command, readyMilliseconds: 100 })
      // As loading modules does, which takes seconds on a slow machine.
      for (const end = performance.now() + 1_000; performance.now() < end; );
      await expect(started).resolves.toBeUndefined()
    },
  )

  it('that cannot open its FIFO is given up', async () => {
    const started = startGuard({
      layout: { ...layout, clients: join(layout.home, 'missing', 'clients') },
      account,
      command: ['sleep', '2'],
    })
    await expect(started).rejects.toThrow('the guard of the database exited with')
  })
})
