import { describe, expect, it } from 'vitest'
import { describeSimulation } from '../src/describe-simulation.ts'
import { publicUrlOf } from '../src/public-url.ts'
import { providerEndpoints, startSimulation } from '../src/start-simulation.ts'
import { takeSimulated } from '../src/take-simulated.ts'

const publicUrl = 'http://127.0.0.1:3000'

describe('a simulation', () => {
  it.each(['oura', 'spotify', 'fitbit', 'listenbrainz'])(
    'of %s listens and says how a server uses it',
    async (name) => {
      const simulation = await startSimulation(name, { publicUrl })
      try {
        const { simulator, client, environment } = simulation
        expect((await fetch(`${simulator.url}/_control`)).status).toBe(200)
        expect(providerEndpoints([simulation])).toMatch(/^https:\/\/\S+=http:\/\/127\.0\.0\.1:\d+\/\S+$/)
        expect(Object.values(environment)).toEqual(client === undefined ? [] : [client.id, client.secret])
        expect(describeSimulation(simulation)).toContain(client?.secret ?? 'Key')
      } finally {
        await simulation.simulator.stop()
      }
    },
  )

  it.each(['oura', 'slack', 'ntfy', 'whatsapp', 'stripe', 'tmdb', 'lastfm', 'youtube'])(
    'of %s listens at the port that is asked for',
    async (name) => {
      const { simulator: other } = await startSimulation('oura', { publicUrl })
      const port = Number(new URL(other.url).port)
      await other.stop()
      const { simulator } = await startSimulation(name, { publicUrl, port })
      await simulator.stop()
      expect(Number(new URL(simulator.url).port)).toBe(port)
    },
  )

  it.each(['meilisearch', 'influxdb', 's3'])(
    'of %s is refused in words: its address is entered',
    async (name) => {
      await expect(startSimulation(name, { publicUrl })).rejects.toThrow(/for its tests alone/)
    },
  )

  it('allows the redirect of the server that it is started for', async () => {
    const { client, simulator } = await startSimulation('oura', { publicUrl: 'https://home.example' })
    await simulator.stop()
    expect(client?.redirectUris).toEqual(['https://home.example/api/oura/callback'])
  })

  it('of an integration that does not exist names those that do', async () => {
    await expect(startSimulation('our', { publicUrl })).rejects.toThrow(
      /no integration "our"\. There are: .*oura/,
    )
  })

  it('of an integration of files alone says that it has no simulated provider', async () => {
    await expect(startSimulation('netflix', { publicUrl })).rejects.toThrow(
      /netflix has no simulated provider: it imports files/,
    )
    await expect(startSimulation('email', { publicUrl })).rejects.toThrow(
      /email has no simulated provider\.$/,
    )
  })
})

describe('the arguments', () => {
  it('are divided into simulated integrations and those of the server', () => {
    const args = ['--simulate', 'oura,spotify', '--no-worker', '--simulate=fitbit']
    expect(takeSimulated(args)).toEqual({ names: ['oura', 'spotify', 'fitbit'], rest: ['--no-worker'] })
  })

  it('need a name after --simulate', () => {
    expect(() => takeSimulated(['--simulate', '--no-worker'])).toThrow(/followed by the name/)
    expect(() => takeSimulated(['--simulate'])).toThrow(/followed by the name/)
  })
})

describe('the address of the server', () => {
  it.each([
    [{}, 'http://127.0.0.1:3000'],
    [{ PORT: '4000', PUBLIC_URL: '' }, 'http://127.0.0.1:4000'],
    [{ PORT: '4000', PUBLIC_URL: 'https://home.example/' }, 'https://home.example'],
  ])('of %o is %s', (environment, expected) => {
    expect(publicUrlOf(environment)).toBe(expected)
  })
})
