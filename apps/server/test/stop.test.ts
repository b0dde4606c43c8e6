import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
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

/** A connection on which a request was answered, and of which the sender then does nothing more. */
async function answered(url: string, request: string): Promise<void> {
  const { port, hostname } = new URL(url)
  const socket: Socket = connect(Number(port), hostname).on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.write(`${request.replaceAll('\n', '\r\n')}\r\n\r\n`)
  await once(socket, 'data')
}

test('SIGTERM does not wait for clients whose request was answered, and logs no error', async () => {
  await using directory = await temporaryDirectory()
  const server = await ServerProcess.start({ DATA_DIR: directory.path, LOG_LEVEL: 'info' })
  await answered(server.url, 'GET /health/live HTTP/1.1\nhost: a')
  await answered(server.url, 'POST /api/netflix/import HTTP/1.1\nhost: a\ncontent-length: 1000')
  const begun = performance.now()
  expect(await server.signal('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(server.log).not.toMatch(/"level":"error"/)
})
