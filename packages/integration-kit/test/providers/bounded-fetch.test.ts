import { expect, test } from 'vitest'
import { boundedFetch, readBounded } from '../../src/providers.ts'

const limits = { mostBytes: 8, milliseconds: 1_000 }

test('an answer is passed on with its status and headers', async () => {
  const send = boundedFetch(
    async () => new Response('{"a":1}', { status: 201, headers: { 'x-a': 'b' } }),
    limits,
  )
  const answer = await send('https://a.example/x', { method: 'GET', headers: {} })
  expect([answer.status, answer.headers.get('x-a'), await answer.text()]).toEqual([201, 'b', '{"a":1}'])
})

test('a request is sent as the library has made it, and ends after its time', async () => {
  const requests: unknown[] = []
  const body = new URLSearchParams({ code: '1' })
  const send = boundedFetch(
    async (url, init) => {
      requests.push([url.href, init?.method, init?.headers, init?.body])
      return new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))
      })
    },
    { ...limits, milliseconds: 1 },
  )
  const request = { method: 'POST', headers: { accept: 'application/json' }, body }
  await expect(send('https://a.example/token', request)).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(requests).toEqual([['https://a.example/token', 'POST', { accept: 'application/json' }, body]])
})

test('an endless answer is read to the limit', async () => {
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 1
      controller.enqueue(new Uint8Array(4))
    },
  })
  const send = boundedFetch(async () => new Response(endless), limits)
  await expect(send('https://a.example/x', { method: 'GET', headers: {} })).rejects.toMatchObject({
    code: 'upstream',
  })
  expect(sent).toBeLessThan(10)
})

test('a body is read whole up to the limit, and an answer without one is empty', async () => {
  expect(await readBounded(new Response('12345678'), { mostBytes: 8 })).toHaveLength(8)
  expect(await readBounded(new Response(null, { status: 204 }), { mostBytes: 8 })).toHaveLength(0)
  await expect(readBounded(new Response('123456789'), { mostBytes: 8 })).rejects.toMatchObject({
    code: 'upstream',
  })
})
