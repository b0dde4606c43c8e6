import {
  defineIntegration,
  type Integration,
  isIntegrationError,
  mediaStream,
  noAuth,
} from '@tributary/integration-kit'
import { Type } from 'typebox'

const PARTS = 12

const parts = mediaStream({
  id: 'parts',
  displayName: 'Parts',
  async *sync({ http }) {
    for (let part = 0; part < PARTS; part += 1) {
      try {
        await http.get(`/parts/${part}`, { schema: Type.Object({}) })
      } catch (error) {
        // A part that its provider does not give now is left out.
        if (!isIntegrationError(error, 'upstream')) throw error
      }
    }
    yield { records: [], cursor: null }
  },
})

/** Public data in twelve parts, of a provider that allows thirty requests an hour, which two syncs leave six of. */
export function brook(origin: string): Integration {
  return defineIntegration({
    name: 'brook',
    displayName: 'Brook',
    version: '1.0.0',
    description: 'For tests: twelve requests a sync.',
    auth: noAuth,
    api: { baseUrl: origin, rateLimits: [{ requests: 30, perSeconds: 3600, per: 'client' }] },
    streams: [parts],
  })
}
