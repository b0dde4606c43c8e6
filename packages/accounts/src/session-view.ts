import Bowser from 'bowser'
import { type Static, Type } from 'typebox'
import type { SessionRow } from './accounts-tables.ts'
import { DateTime, Id } from './fields.ts'

const OrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

/** A session as its user sees it. */
export const Session = Type.Object(
  {
    id: Id,
    current: Type.Boolean({ description: 'Whether this request was made with it.' }),
    createdAt: DateTime,
    lastUsedAt: Type.String({ format: 'date-time', description: 'To within an hour.' }),
    expiresAt: DateTime,
    browser: OrNull('The browser and its version, where the user agent tells them.'),
    operatingSystem: OrNull('Where the user agent tells it.'),
    userAgent: OrNull('As sent at the sign-in.'),
    ipAddress: OrNull('From where the person signed in.'),
  },
  {
    title: 'Session',
    description: 'A browser or another client that is signed in.',
    examples: [
      {
        id: '0199f1c2-5a3e-7b1a-9c60-2f0d7e6b8a41',
        current: true,
        createdAt: '2026-11-01T08:30:00.000Z',
        lastUsedAt: '2026-11-02T07:00:00.000Z',
        expiresAt: '2026-12-01T08:30:00.000Z',
        browser: 'Firefox 145',
        operatingSystem: 'Linux',
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
        ipAddress: '192.0.2.7',
      },
    ],
  },
)

export function viewSession(row: SessionRow, currentHash: string | undefined): Static<typeof Session> {
  return {
    id: row.id,
    current: row.token_hash === currentHash,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: (row.last_used_at ?? row.created_at).toISOString(),
    expiresAt: row.expires_at.toISOString(),
    ...readUserAgent(row.user_agent),
    userAgent: row.user_agent || null,
    ipAddress: row.ip_address || null,
  }
}

function readUserAgent(text: string | null) {
  if (text === null || text === '') return { browser: null, operatingSystem: null }
  const { browser, os } = Bowser.parse(text)
  const [major] = (browser.version ?? '').split('.')
  return {
    browser: browser.name ? [browser.name, major].filter(Boolean).join(' ') : null,
    operatingSystem: os.name ? [os.name, os.versionName ?? os.version].filter(Boolean).join(' ') : null,
  }
}
