import { expect, test } from 'vitest'
import { readEvents } from '../src/read-events.ts'

test('events are read across chunks, without comments', async () => {
  const bytes = Buffer.from(
    ': open\n\nid: 7\nevent: change\ndata: {"title":"Für"}\n\nid: 8\nevent: change\ndata: {}\n\n',
  )
  const single = ReadableStream.from([...bytes].map((byte) => Uint8Array.of(byte)))
  expect(await Array.fromAsync(readEvents(single))).toEqual([
    { id: '7', event: 'change', data: '{"title":"Für"}' },
    { id: '8', event: 'change', data: '{}' },
  ])
})
