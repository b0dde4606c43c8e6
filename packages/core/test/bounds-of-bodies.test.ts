import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerAll, type HeldRequests, holdRequests } from './held-requests.ts'

let server: HeldRequests

beforeEach(async () => {
  server = await holdRequests({ perPerson: 2, uploadsPerPerson: 2, perAddress: 2, longestWait: 50 })
})

afterEach(() => server.stop())

describe('a body that is still arriving', () => {
  it('takes no place of processed requests, and one of its person after it has arrived', async () => {
    const senders = [await server.sendSlowly('note'), await server.sendSlowly('note')]
    const cheap = [server.ask('cheap'), server.ask('cheap')]
    await server.asked(2)
    await answerAll(server.open)
    expect((await Promise.all(cheap)).map(({ status }) => status)).toEqual([200, 200])
    const ended = senders.map((sender) => sender.end())
    await server.asked(2)
    expect(server.open.map(({ person }) => person)).toEqual(['ada', 'ada'])
    await answerAll(server.open)
    expect(await Promise.all(ended)).toEqual([200, 200])
  })

  it('is one of few of its sender: more are refused, others’ are not', async () => {
    const senders = [await server.sendSlowly('note'), await server.sendSlowly('note')]
    expect(await (await server.sendSlowly('note')).end()).toBe(429)
    const other = (await server.sendSlowly('note', 'grace')).end()
    await expect.poll(() => server.open.some(({ person }) => person === 'grace')).toBe(true)
    for (const { client } of senders) client.destroy()
    await answerAll(server.open)
    expect(await other).toBe(200)
    const next = (await server.sendSlowly('note')).end()
    await server.asked(1)
    await answerAll(server.open)
    expect(await next).toBe(200)
  })

  it('counts toward a bound of its route as well, and takes no place after it has arrived', async () => {
    const senders = [await server.sendSlowly('message'), await server.sendSlowly('message')]
    expect(await (await server.sendSlowly('message')).end()).toBe(429)
    const ended = senders.map((sender) => sender.end())
    await server.asked(2)
    const next = (await server.sendSlowly('message')).end()
    await server.asked(3)
    await answerAll(server.open)
    expect(await Promise.all([...ended, next])).toEqual([200, 200, 200])
  })

  it('is answered in its turn like any other request', async () => {
    const cheap = [server.ask('cheap'), server.ask('cheap')]
    await server.asked(2)
    expect(await (await server.sendSlowly('note')).end()).toBe(429)
    await answerAll(server.open)
    await Promise.all(cheap)
  })

  it('that the route does not read gives its request no other place', async () => {
    const cheap = [server.ask('cheap'), server.ask('cheap')]
    await server.asked(2)
    let outcome: number | 'held' | undefined
    request(`${server.origin}/api/desk/cheap`, { headers: { as: 'ada', 'content-length': 1 } })
      .on('response', (response) => {
        outcome = response.resume().statusCode
      })
      .end('x')
    await expect.poll(() => outcome ?? (server.open.length > 2 ? 'held' : undefined)).toBe(429)
    await answerAll(server.open)
    await Promise.all(cheap)
  })

  it('of an anonymous sender is bounded by the address', async () => {
    const senders = [await server.sendSlowly('public/desk/note'), await server.sendSlowly('public/desk/note')]
    expect(await (await server.sendSlowly('public/desk/note')).end()).toBe(429)
    const open = server.ask('public/desk/open')
    await expect.poll(() => server.open.length).toBeGreaterThan(0)
    for (const { client } of senders) client.destroy()
    await answerAll(server.open)
    expect((await open).status).toBe(200)
  })
})

describe('files that are sent', () => {
  it('take no place of other requests, and few are concurrent', async () => {
    const senders = [await server.sendSlowly('file'), await server.sendSlowly('file')]
    await server.asked(2)
    expect(await (await server.sendSlowly('file')).end()).toBe(429)
    const cheap = [server.ask('cheap'), server.ask('cheap')]
    await server.asked(4)
    await answerAll(server.open)
    expect((await Promise.all(cheap)).map(({ status }) => status)).toEqual([200, 200])
    expect(await Promise.all(senders.map((sender) => sender.end()))).toEqual([200, 200])
  })
})
