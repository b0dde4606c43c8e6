import { type HttpAnswer, IntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { Profile, RecentlyPlayed } from './api-shapes.ts'
import { REFUSALS } from './refusals-table.ts'

export const API_URL = 'https://api.spotify.com/v1'

/** The number of plays that Spotify keeps per account. */
export const KEPT_PLAYS = 50

/**
 * All plays that Spotify keeps. Not only those after a time, which costs the same single request: plays of an offline device are added
 * to the list days later, at the time when they were heard.
 */
export async function fetchRecentlyPlayed(http: ProviderHttp): Promise<unknown[]> {
  const { items } = await http.get('/me/player/recently-played', {
    schema: RecentlyPlayed,
    query: { limit: KEPT_PLAYS },
  })
  return items ?? []
}

/** The account of the token. */
export async function fetchProfile(http: ProviderHttp): Promise<{ id: string; name?: string }> {
  const { id, display_name: name } = await http.get('/me', { schema: Profile })
  return { id, ...(name === null || name === undefined ? {} : { name }) }
}

/** The meaning of Spotify's refusals if the status alone does not determine it. */
export function classifyRefusal({ status, body }: HttpAnswer): IntegrationError | undefined {
  const text = status === 403 ? (JSON.stringify(body) ?? '') : ''
  const refusal = REFUSALS.find(({ says }) => says.test(text))
  return refusal && new IntegrationError(refusal.code, refusal.message, refusal)
}
