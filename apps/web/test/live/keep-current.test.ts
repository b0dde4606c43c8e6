import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { createTributaryClient } from '@tributary/client'
import { afterEach, expect, test } from 'vitest'
import { keepCurrent } from '../../src/live/keep-current.ts'

let controller = new AbortController()
const queryClient = new QueryClient()

afterEach(() => {
  controller.abort()
  controller = new AbortController()
  queryClient.clear()
})

type Answer = (request: Request) => Response

/** A stream of events; one that stays ends with the request. */
function stream(text: string, how: 'ends' | 'stays'): Answer {
  return ({ signal }) => {
    const body = new ReadableStream({
      start(events) {
        events.enqueue(new TextEncoder().encode(text))
        if (how === 'ends') events.close()
        else signal.addEventListener('abort', () => events.error(signal.reason))
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
}

function problem(status: number, code: string): Answer {
  return () =>
    Response.json(
      { type: 'about:blank', title: code, status, code },
      {
        status,
        headers: { 'content-type': 'application/problem+json' },
      },
    )
}

const changeOf = (type: string) => `event: change\nid: z\ndata: ${JSON.stringify({ type, id: '1' })}\n\n`

/** Follows a server with these answers, and counts how often each query is read. */
function follow(...answers: Answer[]) {
  const asked: string[] = []
  const client = createTributaryClient({
    baseUrl: 'http://server.example',
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const { pathname, search } = new URL(request.url)
      asked.push(`${pathname}${search} ${request.headers.get('last-event-id') ?? ''}`.trim())
      const answer = answers.shift()
      if (answer === undefined) throw new Error(`one request too many: ${request.url}`)
      return answer(request)
    },
  })
  const counts: Record<string, number> = { library: 0, jobs: 0, me: 0 }
  for (const key of Object.keys(counts))
    new QueryObserver(queryClient, {
      queryKey: [key],
      queryFn: () => (counts[key] = (counts[key] ?? 0) + 1),
      staleTime: Number.POSITIVE_INFINITY,
    }).subscribe(() => {})
  const ended = keepCurrent(queryClient, { client, signal: controller.signal, pause: 1 })
  return { asked, counts, ended }
}

const STREAM = '/api/changes/stream'
const OLD = stream('retry: 1\nid: old\n\n', 'ends')
const START_OVER = problem(410, 'CHANGES_START_OVER')

test('a change is read again, and nothing that it does not concern', async () => {
  const { counts } = follow(stream(changeOf('item'), 'stays'))
  await expect.poll(() => counts, { timeout: 5000 }).toEqual({ library: 2, jobs: 1, me: 1 })
})

test('a cursor that is too old starts over: everything is read again, then followed from the newest', async () => {
  const newest: Answer = () => Response.json({ items: [], nextCursor: 'new', hasMore: false })
  const { asked, counts } = follow(OLD, START_OVER, newest, stream(changeOf('item'), 'stays'))
  await expect.poll(() => counts, { timeout: 5000 }).toEqual({ library: 3, jobs: 2, me: 2 })
  expect(asked).toEqual([STREAM, `${STREAM} old`, '/api/changes?cursor=now', `${STREAM}?cursor=new`])
})

test('a server that fails while it starts over is asked again', async () => {
  const newest: Answer = () => Response.json({ items: [], nextCursor: 'new', hasMore: false })
  const { asked, counts } = follow(
    OLD,
    START_OVER,
    problem(503, 'KERNEL_STOPPING'),
    newest,
    START_OVER,
    newest,
    stream('', 'stays'),
  )
  await expect.poll(() => asked, { timeout: 5000 }).toHaveLength(7)
  await expect.poll(() => counts['me']).toBe(3)
})

test('a page too many becomes live once another one is closed', async () => {
  const tooMany = problem(429, 'CHANGES_TOO_MANY_STREAMS')
  const { asked, counts } = follow(tooMany, tooMany, stream(changeOf('item'), 'stays'))
  await expect.poll(() => counts, { timeout: 10_000 }).toEqual({ library: 2, jobs: 1, me: 1 })
  expect(asked).toEqual([STREAM, STREAM, STREAM])
})

test('another refusal ends it, and reads nothing', async () => {
  const { counts, ended } = follow(OLD, problem(403, 'KERNEL_FORBIDDEN'))
  await expect(ended).rejects.toMatchObject({ status: 403 })
  expect(counts).toEqual({ library: 1, jobs: 1, me: 1 })
})
