/** How an integration gets at a person's account. */
export const AUTH_KINDS = ['oauth2', 'apiKey', 'credentials', 'deviceCode', 'none'] as const

export type AuthKind = (typeof AUTH_KINDS)[number]

/** The kinds of record that an integration may deliver. */
export const RECORD_KINDS = ['media', 'daily', 'measurement', 'event'] as const

export type RecordKind = (typeof RECORD_KINDS)[number]

/** What the package is created from. */
export interface NewIntegration {
  /** Lower-case kebab. */
  readonly name: string
  readonly auth: AuthKind
  /** Whether it imports files, beside an account or instead of one. */
  readonly files: boolean
  readonly delivers: RecordKind
}
