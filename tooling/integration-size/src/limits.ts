/** The maximum number of lines of an integration. Code beyond the limit belongs in the kit. */
const LIMITS: Readonly<Record<string, number>> = {
  email: 205,
  // An API of 750 lines, and a file import of two formats whose nights are also told apart.
  fitbit: 885,
  'google-fit': 175,
  influxdb: 160,
  lastfm: 306,
  listenbrainz: 110,
  'local-files': 285,
  meilisearch: 140,
  netflix: 460,
  ntfy: 95,
  // A quarter of it is the form.
  oidc: 305,
  oura: 150,
  // Signed requests, uploads in parts and what services differ in.
  s3: 445,
  slack: 145,
  spotify: 500,
  stripe: 220,
  tiktok: 120,
  // A catalogue of films and series, as the search of the kit asks for it, and facts of three kinds.
  tmdb: 240,
  webhook: 135,
  // A form of ten fields, two kinds of messages and a webhook.
  whatsapp: 265,
  youtube: 355,
}

/** An OAuth integration takes 150 lines, a file import 120. A provider with more quirks gets its own limit above. */
const DEFAULT_LIMIT = 300

export function limitOf(integration: string): number {
  return LIMITS[integration] ?? DEFAULT_LIMIT
}
