/** The maximum number of lines of an integration. Code beyond the limit belongs in the kit. */
const LIMITS: Readonly<Record<string, number>> = {
  fitbit: 870,
  'google-fit': 185,
  lastfm: 310,
  listenbrainz: 110,
  netflix: 600,
  // A third of it is the form.
  oidc: 340,
  oura: 150,
  // Signed requests, uploads in parts and what services differ in.
  s3: 520,
  spotify: 500,
  tiktok: 120,
  youtube: 380,
  tmdb: 395,
}

/** An OAuth integration takes 150 lines, a file import 120. A provider with more quirks gets its own limit above. */
const DEFAULT_LIMIT = 300

export function limitOf(integration: string): number {
  return LIMITS[integration] ?? DEFAULT_LIMIT
}
