import { request as httpRequest } from 'node:http'
import { expect, test } from 'vitest'
import { type ProviderSimulator, randomNumbers } from '../src/index.ts'
import { connect, readNote, refresh, startNotes } from './notes-provider.ts'

const NOTES = 'api.notes.example/v1/notes/*'

test('faults happen as often as requested, on their path', async () => {
  await using simulator = await startNotes()
  const { access_token: token } = await connect(simulator)
  simulator.controls.inject({ kind: 'status', path: NOTES, status: 429, retryAfter: 30, times: 2 })
  simulator.controls.inject({ kind: 'status', path: 'elsewhere/*', status: 500 })
  for (let round = 0; round < 2; round += 1) {
    const answer = await readNote(simulator, token)
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('30')
  }
  expect((await readNote(simulator, token)).status).toBe(200)
  expect(simulator.controls.faults()).toMatchObject([{ path: 'elsewhere/*', times: 1 }])
  simulator.controls.clearFaults()
  expect(simulator.controls.faults()).toEqual([])
})

test('Retry-After can be a date, on the simulator’s clock', async () => {
  await using simulator = await startNotes({}, { now: () => Date.parse('2026-11-21T12:00:00Z') })
  simulator.controls.inject({ kind: 'status', status: 503, retryAfter: 90, retryAfterForm: 'date' })
  const answer = await readNote(simulator, '')
  expect(answer.headers.get('retry-after')).toBe('Sat, 21 Nov 2026 12:01:30 GMT')
})

test('each kind of broken response is broken as specified', async () => {
  await using simulator = await startNotes()
  const { access_token: token } = await connect(simulator)
  const brokenBy = async (kind: 'truncated' | 'malformed' | 'empty-page' | 'duplicates') => {
    simulator.controls.inject({ kind, path: NOTES })
    return (await readNote(simulator, token)).text()
  }
  const whole = await (await readNote(simulator, token)).text()
  expect(await brokenBy('truncated')).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  const malformed = await brokenBy('malformed')
  expect(() => JSON.parse(malformed) as unknown).toThrow(SyntaxError)
  expect(JSON.parse(await brokenBy('empty-page'))).toMatchObject({ faults: ['empty-page'] })
  expect(JSON.parse(await brokenBy('duplicates'))).toMatchObject({ faults: ['duplicates'] })
})

test('a cut connection breaks after the headers, when the request has been processed', async () => {
  await using simulator = await startNotes()
  const { refresh_token: token } = await connect(simulator)
  simulator.controls.inject({ kind: 'cut', path: 'accounts.notes.example/api/token' })
  await expect(refresh(simulator, token)).rejects.toThrow('terminated')
  // The response was lost, but the token is used anyway.
  expect((await refresh(simulator, token)).status).toBe(400)
  expect(simulator.controls.requests().map(({ status, fault }) => [status, fault])).toEqual([
    [302, undefined],
    [200, undefined],
    [undefined, 'cut'],
    [400, undefined],
  ])
})

test('a slow response is delayed; stopping does not wait for it', async () => {
  const simulator = await startNotes()
  simulator.controls.inject({ kind: 'slow', milliseconds: 30 })
  const before = performance.now()
  await readNote(simulator, 'x')
  expect(performance.now() - before).toBeGreaterThan(25)
  simulator.controls.inject({ kind: 'slow', milliseconds: 3_600_000 })
  const waiting = readNote(simulator, 'x').catch((error: unknown) => error)
  await simulator.stop()
  expect(await waiting).toBeInstanceOf(Error)
  await expect(readNote(simulator, 'x')).rejects.toThrow('fetch failed')
})

test('requests over the limit are refused until its clock has advanced', async () => {
  await using simulator = await startNotes(
    {
      rateLimit: {
        requests: 2,
        perSeconds: 30,
        window: 'rolling',
        headers: (left) => ({ 'x-left': String(left) }),
      },
    },
    { now: () => 1_000_000 },
  )
  const { access_token: token } = await connect(simulator)
  expect((await readNote(simulator, token)).headers.get('x-left')).toBe('1')
  simulator.controls.clock.advance(10)
  await readNote(simulator, token)
  const refused = await readNote(simulator, token)
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('20')
  simulator.controls.clock.advance(20)
  expect((await readNote(simulator, token)).status).toBe(200)
})

test('a retired provider answers everything with 410', async () => {
  await using simulator = await startNotes()
  const { access_token: token, refresh_token: refreshToken } = await connect(simulator)
  simulator.controls.change({ retired: true })
  expect((await readNote(simulator, token)).status).toBe(410)
  expect((await refresh(simulator, refreshToken)).status).toBe(410)
})

test('the log contains complete requests and counters', async () => {
  await using simulator = await startNotes()
  const { access_token: token } = await connect(simulator)
  await readNote(simulator, token)
  expect(simulator.controls.requests().at(-1)).toMatchObject({
    method: 'GET',
    path: 'api.notes.example/v1/notes/7',
    query: { x: '1' },
    headers: { authorization: `Bearer ${String(token)}` },
    status: 200,
    account: 'ada',
  })
  expect(simulator.controls.requestCounts()).toEqual({
    'accounts.notes.example/authorize': 1,
    'accounts.notes.example/api/token': 1,
    'api.notes.example/v1/notes/7': 1,
  })
  simulator.controls.clearLog()
  expect(simulator.controls.requests()).toEqual([])
})

test('a seed makes the tokens of two runs the same', async () => {
  const tokensOf = async () => {
    await using simulator = await startNotes({}, { random: randomNumbers(7) })
    return await connect(simulator)
  }
  expect(await tokensOf()).toEqual(await tokensOf())
})

test('everything can be controlled by HTTP', async () => {
  const told: unknown[] = []
  await using simulator = await startNotes({}, { actions: { play: (body) => told.push(body) } })
  const control = controlOf(simulator)
  expect(await control('POST', 'clock', { time: '2030-01-01T00:00:00Z' })).toMatchObject({
    now: expect.stringMatching(/^2030-01-01T00:00:00/) as string,
  })
  await control('POST', 'clock', { advanceSeconds: 3600 })
  expect(await control('GET', '')).toMatchObject({
    now: expect.stringMatching(/^2030-01-01T01:00:0/) as string,
    accounts: [{ id: 'ada' }, { id: 'bob' }],
  })
  const { access_token: token } = await connect(simulator)
  await control('POST', 'faults', { kind: 'status', status: 418 })
  expect((await readNote(simulator, token)).status).toBe(418)
  await control('POST', 'drop-scope', { scope: 'read' })
  expect((await readNote(simulator, token)).status).toBe(403)
  await control('POST', 'expire-access-tokens')
  expect((await readNote(simulator, token)).status).toBe(401)
  await control('POST', 'switches', { retired: true })
  expect((await readNote(simulator, token)).status).toBe(410)
  expect(await control('GET', 'log')).toHaveLength(6)
  await control('POST', 'play', { plays: 3 })
  expect(told).toEqual([{ plays: 3 }])
  expect(await control('POST', 'revoke-consent', { account: 'nobody' })).toMatchObject({
    error: 'Notes has no account "nobody"',
  })
  expect(await control('POST', 'dance')).toMatchObject({ error: 'There is no control "POST dance".' })
})

test('the controls are documented at their root', async () => {
  await using simulator = await startNotes({}, { actions: { play: () => {} } })
  const help = (await controlOf(simulator)('GET', '')) as {
    controls: { method: string; path: string; parameters: Record<string, string> | null }[]
    faultKinds: Record<string, string>
  }
  const of = (method: string, path: string) =>
    help.controls.find((each) => each.method === method && each.path === path)
  expect(help.controls).toHaveLength(13)
  expect(of('GET', '/_control')).toMatchObject({ does: expect.any(String), parameters: {} })
  expect(of('POST', '/_control/faults')?.parameters).toMatchObject({
    kind: expect.any(String),
    retryAfter: expect.any(String),
  })
  expect(of('POST', '/_control/play')).toMatchObject({ parameters: null })
  expect(Object.keys(help.faultKinds)).toEqual([
    'status',
    'slow',
    'cut',
    'truncated',
    'malformed',
    'empty-page',
    'duplicates',
  ])
})

test('an unknown fault or parameter is refused with the known ones, by HTTP and in the process', async () => {
  await using simulator = await startNotes()
  const error =
    'There is no fault of kind "explode". There are: status, slow, cut, truncated, malformed, empty-page, duplicates.'
  const post = async (name: string, body: object) => {
    const response = await fetch(`${simulator.url}/_control/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: await response.json() }
  }
  expect(await post('faults', { kind: 'explode' })).toEqual({ status: 400, body: { error } })
  expect((await post('faults', { status: 429 })).status).toBe(400)
  expect((await post('faults', { kind: 'constructor' })).status).toBe(400)
  expect(await post('faults', { kind: 'status', code: 429 })).toMatchObject({
    status: 400,
    body: {
      error: expect.stringMatching(
        /^"POST faults" has no parameter "code"\. It takes kind, path, after, times, /,
      ),
    },
  })
  expect(await post('clock', { advance: 60 })).toMatchObject({
    status: 400,
    body: { error: '"POST clock" has no parameter "advance". It takes time, advanceSeconds.' },
  })
  expect(await post('expire-access-tokens', { account: 'ada' })).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('It takes none.') },
  })
  // @ts-expect-error -- there is no such kind
  expect(() => simulator.controls.inject({ kind: 'explode' })).toThrow(error)
  expect(simulator.controls.faults()).toEqual([])
})

test('it listens only on the loopback interface, and accepts no other host name', async () => {
  await using simulator = await startNotes()
  expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const status = await new Promise((resolve, reject) => {
    const request = httpRequest(
      `${simulator.url}/_control`,
      { headers: { host: 'evil.example' } },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    )
    request.on('error', reject).end()
  })
  expect(status).toBe(421)
})

test('the endpoints map each real origin to it', async () => {
  await using simulator = await startNotes()
  expect(simulator.endpoints).toEqual({
    'https://accounts.notes.example': `${simulator.url}/accounts.notes.example`,
    'https://api.notes.example': `${simulator.url}/api.notes.example`,
  })
  expect(simulator.locate('https://other.example/a')).toBe('https://other.example/a')
})

function controlOf(simulator: ProviderSimulator) {
  return async (method: string, name: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${simulator.url}/_control/${name}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    return response.json()
  }
}

test('a frozen clock is stopped and can be moved, and limits have their own clock', async () => {
  let time = Date.parse('2026-11-20T09:00:00Z')
  await using simulator = await startNotes(
    { rateLimit: { requests: 1, perSeconds: 60, window: 'rolling' } },
    { now: () => time },
  )
  const { clock, rateClock } = simulator.controls
  clock.freeze()
  time += 5_000
  expect(new Date(clock.now()).toISOString()).toBe('2026-11-20T09:00:00.000Z')
  const { accessToken } = simulator.controls.grant()
  expect((await readNote(simulator, accessToken)).status).toBe(200)
  expect((await readNote(simulator, accessToken)).status).toBe(429)
  rateClock.advance(61)
  expect((await readNote(simulator, accessToken)).status).toBe(200)
  clock.advance(60)
  expect(new Date(clock.now()).toISOString()).toBe('2026-11-20T09:01:00.000Z')
})

test('a fault can happen after some successful requests', async () => {
  await using simulator = await startNotes()
  const { accessToken } = simulator.controls.grant()
  simulator.controls.inject({ kind: 'status', status: 503, path: 'api.notes.example/*', after: 2 })
  const statuses: number[] = []
  for (let request = 0; request < 4; request += 1)
    statuses.push((await readNote(simulator, accessToken)).status)
  expect(statuses).toEqual([200, 200, 503, 200])
  expect(simulator.controls.faults()).toEqual([])
})
