import { defineIntegration, IntegrationError, mediaStream, noAuth } from '../src/index.ts'

interface Talk {
  readonly id: number
  readonly title: string
  readonly seenOn: string
}

const seen = mediaStream({
  id: 'seen',
  displayName: 'Talks you have seen',
  async *sync({ cursor, window, signal }) {
    let after = Number(cursor ?? 0)
    for (;;) {
      const page = `https://talks.example.org/seen?after=${after}&from=${window.startDate}`
      const response = await fetch(page, { signal })
      if (!response.ok) throw new IntegrationError('upstream', `Talks answered ${response.status}.`)
      const talks = (await response.json()) as Talk[]
      const last = talks.at(-1)
      if (last === undefined) return
      after = last.id
      const records = talks.map(({ id, title, seenOn }) => {
        return { externalId: String(id), type: 'video' as const, title, occurredOn: seenOn, raw: { id } }
      })
      yield { records, cursor: after }
    }
  },
})

export const talks = defineIntegration({
  name: 'talks',
  displayName: 'Talks',
  version: '1.0.0',
  description: 'The talks you have seen.',
  auth: noAuth,
  streams: [seen],
})
