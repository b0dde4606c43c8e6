import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endWithThisProcess } from '@tributary/processes'
import type { RecordedExchange } from '@tributary/provider-simulator'
import { readRecording, startSimulation } from '@tributary/simulate'
import { afterEach, beforeEach, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const API = 'https://api.listenbrainz.org'
const ADA = { email: 'ada@example.org', password: 'correct-horse' }
const WAIT = 180_000

let directory: string
let started: ChildProcess | undefined

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-record-'))
  // As root, PostgreSQL runs as another account: it passes through here, or the database would be in /var/lib and stay there.
  await chmod(directory, 0o711)
})

afterEach(async () => {
  if (started?.pid !== undefined && started.exitCode === null) process.kill(-started.pid, 'SIGKILL')
  await rm(directory, { recursive: true, force: true, maxRetries: 5 })
}, WAIT)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** `npm run record`, in a process group of its own as at a terminal. */
function startRecording(args: readonly string[], environment: NodeJS.ProcessEnv) {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@tributary/source', main, ...args], {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started = child
  endWithThisProcess(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  return { child, output: () => output }
}

it(
  'a synced account is recorded without the person, and the simulator answers with it',
  async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const { simulator } = await startSimulation('listenbrainz', { publicUrl: url })
    const { accessToken: token } = simulator.controls.grant()
    const file = join(directory, 'recording.json')
    const { child, output } = startRecording(['listenbrainz', '--origin', API, '--file', file], {
      PORT: String(port),
      DATA_DIR: join(directory, 'data'),
      ADMIN_EMAIL: ADA.email,
      ADMIN_PASSWORD: ADA.password,
      PROVIDER_ENDPOINTS: `${API}=${simulator.endpoints[API]}`,
      PUBLIC_URL: '',
      TEST_DATABASE_URL: '',
    })
    const ready = async () => (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok
    await expect.poll(ready, { timeout: WAIT, interval: 250, message: output() }).toBe(true)

    const json = { 'content-type': 'application/json', origin: url }
    const signedIn = await fetch(`${url}/api/accounts/sign-in/email`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(ADA),
    })
    const headers = { ...json, cookie: signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
    const connected = await fetch(`${url}/api/listenbrainz/connect`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ apiKey: token }),
    })
    expect(connected.status, await connected.clone().text()).toBeLessThan(300)
    const count = async () => {
      const answer = await fetch(`${url}/api/library/summary`, { headers })
      return ((await answer.json()) as { count: number }).count
    }
    await expect.poll(count, { timeout: 60_000, interval: 250 }).toBeGreaterThan(0)

    process.kill(-(child.pid ?? 0), 'SIGINT')
    await once(child, 'exit')
    expect(output()).toMatch(/Wrote \d+ answers to .*recording\.json/)
    const text = await readFile(file, 'utf8')
    const [account] = simulator.controls.accounts()
    for (const secret of [token, account?.id ?? token]) expect(text).not.toContain(secret)
    const recorded = JSON.parse(text) as RecordedExchange[]
    expect(recorded.some((each) => each.url.includes('/1/validate-token'))).toBe(true)
    const listens = recorded.find((each) => /\/1\/user\/[^/]+\/listens/.test(each.url))

    simulator.controls.replay(await readRecording('listenbrainz', file))
    const asked = listens?.url.replace(API, simulator.endpoints[API] ?? '') ?? ''
    const replayed = await fetch(asked, { headers: { authorization: `Token ${token}` } })
    expect(await replayed.json()).toEqual(listens?.body)
    await simulator.stop()
  },
  2 * WAIT,
)
