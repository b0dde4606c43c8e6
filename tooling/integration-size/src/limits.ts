/** The maximum number of lines of an integration. Code beyond the limit belongs in the kit. */
const LIMITS: Readonly<Record<string, number>> = {
  email: 220,
  // An API of 870 lines, and a file import of two formats whose nights are also told apart.
  fitbit: 1040,
  'google-fit': 185,
  lastfm: 310,
  listenbrainz: 110,
  'local-files': 315,
  meilisearch: 150,
  netflix: 600,
  ntfy: 115,
  // A third of it is the form.
  oidc: 340,
  oura: 150,
  // Signed requests, uploads in parts and what services differ in.
  s3: 520,
  slack: 185,
  spotify: 500,
  tiktok: 120,
  // Searching is two thirds of it; the rest reads a title that a person has named.
  tmdb: 435,
  webhook: 140,
  // A form of ten fields, two kinds of messages and a webhook.
  whatsapp: 360,
  youtube: 380,
}

/** An OAuth integration takes 150 lines, a file import 120. A provider with more quirks gets its own limit above. */
const DEFAULT_LIMIT = 300

export function limitOf(integration: string): number {
  return LIMITS[integration] ?? DEFAULT_LIMIT
}
