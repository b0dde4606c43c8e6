import { type HttpAnswer, IntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { Type } from 'typebox'

export const API_URL = 'https://api.spotify.com/v1'
export const RECENTLY_PLAYED_SCOPE = 'user-read-recently-played'

/** Spotify keeps no more plays than these, of each account. */
export const KEPT_PLAYS = 50

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

/** Items are looked at one by one, so that a bad one does not keep the others out. */
const RecentlyPlayed = Type.Object({ items: OrNull(Type.Array(Type.Unknown())) })

const Profile = Type.Object({ id: Type.String({ minLength: 1 }), display_name: OrNull(Type.String()) })

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
  if (status !== 403) return undefined
  const text = JSON.stringify(body) ?? ''
  if (/developer dashboard|not registered/i.test(text)) {
    return new IntegrationError(
      'bad_configuration',
      'Spotify does not know this person as a user of the app. The administrator adds them under "User Management" of the app in the Spotify dashboard; it has room for five.',
    )
  }
  if (/premium/i.test(text)) {
    return new IntegrationError(
      'bad_configuration',
      'Spotify serves an app in development mode only while its owner has Premium. The owner of the app has to renew it.',
    )
  }
  if (/scope/i.test(text)) {
    return new IntegrationError(
      'permission_denied',
      'Spotify was not allowed to show your recent plays. Connect again and allow it.',
      { missingScopes: [RECENTLY_PLAYED_SCOPE] },
    )
  }
  return undefined
}
