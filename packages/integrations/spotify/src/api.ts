import { type HttpAnswer, IntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { Profile, RecentlyPlayed } from './api-shapes.ts'
import { REFUSALS } from './refusals-table.ts'

export const API_URL = 'https://api.spotify.com/v1'

/** Spotify keeps no more plays than these, of each account. */
export const KEPT_PLAYS = 50

/**
 * All plays that Spotify keeps. Not only those after a time, which costs the same one request: plays of a device that was away
 * come into the list days later, in the place of when they were heard.
 */
export async function fetchRecentlyPlayed(http: ProviderHttp): Promise<unknown[]> {
  const { items } = await http.get('/me/player/recently-played', {
    schema: RecentlyPlayed,
    query: { limit: KEPT_PLAYS },
  })
  return items ?? []
}

/** Whose account it is. */
export async function fetchProfile(http: ProviderHttp): Promise<{ id: string; name?: string }> {
  const { id, display_name: name } = await http.get('/me', { schema: Profile })
  return { id, ...(name === null || name === undefined ? {} : { name }) }
}

/** What Spotify's refusals mean where the status alone does not tell. */
export function classifyRefusal({ status, body }: HttpAnswer): IntegrationError | undefined {
  const text = status === 403 ? (JSON.stringify(body) ?? '') : ''
  const refusal = REFUSALS.find(({ says }) => says.test(text))
  return refusal && new IntegrationError(refusal.code, refusal.message, refusal)
}
