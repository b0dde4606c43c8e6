import { readdirSync, readFileSync } from 'node:fs'
import { generateViewingHistory } from '@tributary/integration-netflix/simulator'
import { expect, test } from 'vitest'
import { ADMIN, runCommand, ServerProcess, startProgram, temporaryDirectory } from './server-process.ts'

/** The full proof is COMMANDS=20; each loads all of the server's modules. */
const COMMANDS = Number(process.env['COMMANDS'] ?? 6)
const LIMIT = 300_000 + COMMANDS * 10_000

test('commands run beside a server under load, and are not interrupted when it stops', {
  timeout: LIMIT,
}, async () => {
  await using directory = await temporaryDirectory()
  const environment = { DATA_DIR: directory.path }
  const server = await ServerProcess.start(environment)
  await server.signIn()
  await server.upload('netflix', { content: await history(20_000) })
  const listed = await Promise.all(Array.from({ length: COMMANDS }, () => listUsers(environment)))
  expect(listed).toEqual(Array.from({ length: COMMANDS }, () => ({ code: 0, found: true, stderr: '' })))

  const running = Array.from({ length: Math.ceil(COMMANDS / 2) }, () => listUsers(environment))
  await server.stop()
  expect(await Promise.all(running)).toEqual(running.map(() => ({ code: 0, found: true, stderr: '' })))
  expect(processesOf(directory.path)).toEqual([])
})

test('a worker continues when the server that started the database is killed', {
  timeout: LIMIT,
}, async () => {
  await using directory = await temporaryDirectory()
  const environment = { DATA_DIR: directory.path, LOG_LEVEL: 'info' }
  const server = await ServerProcess.start(environment)
  const second = await ServerProcess.start(environment, ['--no-worker'])
  await server.kill()
  await second.signIn()
  expect(await second.json('/health')).toMatchObject({ status: 'ok' })
  await second.kill()
  await expect.poll(() => processesOf(directory.path), { timeout: 10_000 }).toEqual([])
  // What was killed is as whole as what was stopped.
  expect(await listUsers(environment)).toMatchObject({ code: 0, found: true })
})

test('Ctrl-C twice ends server and database, although both get the signal of the terminal', {
  timeout: LIMIT,
}, async () => {
  await using directory = await temporaryDirectory()
  // A group of its own, as a terminal's foreground job is: the signal goes to all of it.
  const child = startProgram(['serve'], { DATA_DIR: directory.path, PORT: '0' }, { detached: true })
  await child.until('the server was ready', () => child.output().includes('"msg":"ready"'))
  const group = -(child.process.pid ?? 0)
  process.kill(group, 'SIGINT')
  process.kill(group, 'SIGINT')
  await child.ended
  await expect.poll(() => processesOf(directory.path), { timeout: 10_000 }).toEqual([])
})

async function listUsers(environment: Record<string, string>) {
  const { code, stdout, stderr } = await runCommand(['users', 'list'], environment)
  return { code, found: stdout.includes(ADMIN.email), stderr }
}

async function history(rows: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of generateViewingHistory({ rows, locale: 'us', seed: 7 }))
    chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** The processes that name the directory: PostgreSQL's and their guard. */
function processesOf(directory: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandOf(pid).includes(directory))
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}
