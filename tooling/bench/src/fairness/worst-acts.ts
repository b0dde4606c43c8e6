import { openAsBlob } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ImportJob } from '@tributary/integration-host'
import { askServer, type Caller } from '../server/follow-job.ts'
import { historyForm, METRICS, TEN_YEARS } from './fill-account.ts'

/** A load by one person until `signal` aborts. */
export interface WorstPerson extends Caller {
  /** A long viewing history. */
  readonly file: string
  readonly signal: AbortSignal
  count(outcome: number | string): void
}

type WorstAct = (person: WorstPerson) => Promise<unknown>

const AT_ONCE = 50
const IMPORTS = 600
const IMPORTS_AT_ONCE = 20
const STREAMS = 500
const SLOW_BODIES = 500

/** Clients that send requests continuously. */
const loops =
  (paths: readonly string[], init: (person: WorstPerson) => RequestInit = withKey): WorstAct =>
  (person) =>
    Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        askAgain(person, paths[index % paths.length] ?? '', init(person)),
      ),
    )

/** A client that waits for a tenth of a second after a 429. */
async function askAgain(person: WorstPerson, path: string, init: RequestInit): Promise<void> {
  while (!person.signal.aborted) {
    const status = await ask(person, path, init)
    if (status !== 200) await sleep(100)
  }
}

/** Resolves to the status, after the whole response was read. */
async function ask(person: WorstPerson, path: string, init: RequestInit): Promise<number | undefined> {
  const { url, signal, count } = person
  try {
    const response = await fetch(`${url}${path}`, { ...init, signal })
    count(response.status)
    for await (const _ of response.body ?? []) if (signal.aborted) break
    return response.status
  } catch (error) {
    if (!signal.aborted) count(codeOf(error))
    return undefined
  }
}

/** 600 small files, twenty at a time. */
const imports: WorstAct = async (person) => {
  for (let number = 0; number < IMPORTS && !person.signal.aborted; number += IMPORTS_AT_ONCE)
    await Promise.all(
      Array.from({ length: IMPORTS_AT_ONCE }, (_, index) => {
        const content = new Blob([`Title,Date\n"Film ${number + index}","1/2/26"\n`])
        return ask(person, '/api/netflix/import', {
          ...withKey(person),
          method: 'POST',
          body: historyForm(content),
        })
      }),
    )
}

/** 500 streams of one job, which imports the long history again meanwhile. */
const streams: WorstAct = async (person) => {
  const body = historyForm(await openAsBlob(person.file))
  const { id } = await askServer<ImportJob>(person, '/api/netflix/import', { method: 'POST', body })
  const follow = () => ask(person, `/api/jobs/${id}/events`, withKey(person))
  await Promise.all(Array.from({ length: STREAMS }, follow))
}

/** 500 requests whose bodies never arrive. */
const slowBodies: WorstAct = (person) =>
  Promise.all(Array.from({ length: SLOW_BODIES }, () => sendNothing(person)))

function sendNothing({ url, apiKey, signal, count }: WorstPerson): Promise<void> {
  const { hostname, port, host } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) })
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
      // A refusal keeps its connection open for the rest of the body.
      if (answer.includes('\r\n')) socket.destroy()
    })
    socket
      .once('error', () => {})
      .once('close', () => {
        count(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'waiting')
        resolve()
      })
    signal.addEventListener('abort', () => socket.destroy())
    const head = [
      'PATCH /api/metrics/values HTTP/1.1',
      `host: ${host}`,
      `authorization: Bearer ${apiKey}`,
      'content-type: application/json',
      'content-length: 1000',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n{`)
  })
}

const signIns = loops(['/api/accounts/sign-in/email'], () => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ email: 'nobody@example.org', password: 'a wrong password' }),
}))

const range = `from=${TEN_YEARS.from}&to=${TEN_YEARS.to}`

export const WORST_ACTS = {
  searches: loops(
    ['e', 'the s', 'zz', 'письма', '手紙', '港', '왕국', 'จด', 'نامه', 'λιμάνι'].map(
      (text) => `/api/library/items?text=${encodeURIComponent(text)}&limit=200`,
    ),
  ),
  summaries: loops(['/api/library/summary']),
  'ten-year queries': loops([
    `/api/metrics/values?${METRICS.map((metric) => `metric=${metric}`).join('&')}&${range}`,
  ]),
  exports: loops(['/api/library/export?format=jsonl']),
  'cheap requests': loops(['/api/accounts/me', '/api/library/items?limit=50']),
  '600 imports': imports,
  '500 streams': streams,
  '500 slow bodies': slowBodies,
  'sign-ins': signIns,
} as const satisfies Readonly<Record<string, WorstAct>>

export type ActName = keyof typeof WORST_ACTS

function withKey({ apiKey }: Caller): RequestInit {
  return { headers: { authorization: `Bearer ${apiKey}` } }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed'
}
