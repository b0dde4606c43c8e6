import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ServerProcess, temporaryDirectory } from './server-process.ts'

test.each([
  // A process manager, `timeout` and npm tell a whole group of processes, and the first of them tells the others again.
  { name: 'SIGTERM that comes twice', signals: ['SIGTERM', 'SIGTERM', 'SIGTERM'] },
  { name: 'a terminal that is closed', signals: ['SIGHUP', 'SIGHUP', 'SIGTERM'] },
  { name: 'Ctrl-C', signals: ['SIGINT'] },
] as const)('$name ends a server in good order, and leaves nothing to recover', async ({ signals }) => {
  await using directory = await temporaryDirectory()
  const server = await ServerProcess.start({ DATA_DIR: directory.path, LOG_LEVEL: 'info' })
  expect(await server.signal(...signals)).toEqual({ code: 0, signal: null })
  expect(server.log).toMatch(/"msg":"stopping"[^]*"msg":"stopped"/)
  // Written after a clean stop of the database alone.
  expect(await readdir(join(directory.path, 'postgres'))).toContain('manifest.json')
})
