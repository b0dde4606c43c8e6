import type { Work } from '@tributary/integration-kit/enrichers'
import { createProviderHttp, silentLogger } from '@tributary/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { API_KEY, createLastFmSimulator, type LastFmSimulator } from '../simulator/index.ts'
import { tagEnricher } from '../src/enricher.ts'
import { lastFm } from '../src/index.ts'

let simulator: LastFmSimulator
beforeEach(async () => {
  simulator = await createLastFmSimulator()
})
afterEach(async () => simulator.stop())

const work = (title: string, creator?: string): Work => ({
  key: title,
  platform: 'spotify',
  type: 'track',
  title,
  ...(creator !== undefined && { creators: [creator] }),
})

async function enrich(...works: readonly Work[]) {
  const { signal } = new AbortController()
  const { api } = lastFm.definition
  if (api === undefined) throw new Error('Last.fm has an API')
  const config = { apiKey: API_KEY }
  const http = createProviderHttp({
    api,
    context: { config, connection: {} },
    enteredIn: 'configuration',
    authorizer: undefined,
    budget: undefined,
    fetch: async (url, init) => fetch(simulator.locate(url.href), { ...init, redirect: 'manual' }),
    signal,
    logger: silentLogger,
  })
  return Array.fromAsync(tagEnricher.enrich({ http, config, signal, logger: silentLogger }, works))
}

test('a track has its own tags in lower case, without years, ratings, rare ones and other spellings', async () => {
  expect(await enrich(work('Loopback', 'Ada Sim'))).toEqual([
    {
      key: 'Loopback',
      outcome: 'found',
      confidence: 0.9,
      facts: { tags: ['trip-hop', 'icelandic'] },
      detail: { tagsOf: 'track', matched: 'Ada Sim: Loopback' },
    },
  ])
})

test('tracks without tags have those of their artist, asked once', async () => {
  const results = await enrich(work('Idle', 'Ada Sim'), work('Cursor', 'ada sim'))
  expect(results).toMatchObject([
    { confidence: 0.6, facts: { tags: ['electronic', 'ambient'] }, detail: { tagsOf: 'artist' } },
    { confidence: 0.6, facts: { tags: ['electronic', 'ambient'] } },
  ])
  const methods = simulator.controls.requests().map(({ query }) => query['method'])
  expect(methods.filter((method) => method === 'artist.gettoptags')).toHaveLength(1)
})

test('an artist that Last.fm corrects is doubtful', async () => {
  const [result] = await enrich(work('Idle', 'Simulators'))
  expect(result).toMatchObject({ facts: { tags: ['rock'] }, detail: { matched: 'The Simulators' } })
  expect(result?.outcome === 'found' && result.confidence < tagEnricher.doubtfulBelow).toBe(true)
})

test('an empty list for a track of an unknown artist is no match, nor is a track without an artist', async () => {
  expect(await enrich(work('Idle', 'No Such Artist'), work('Alone'))).toMatchObject([
    { key: 'Idle', outcome: 'not_found' },
    { key: 'Alone', outcome: 'not_found' },
  ])
})

test('a limit and an outage are no answers about a track', async () => {
  for (const [error, code] of [
    [29, 'rate_limit'],
    [8, 'upstream'],
  ] as const) {
    simulator.controls.inject({ kind: 'status', status: 200, body: { error, message: 'Not now' } })
    await expect(enrich(work('Loopback', 'Ada Sim'))).rejects.toMatchObject({ code })
  }
})
