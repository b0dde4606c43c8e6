/** The most lines that an integration may have. What its limit has no room for is to be moved into the kit. */
const LIMITS: Readonly<Record<string, number>> = {
  fitbit: 800,
  listenbrainz: 110,
  netflix: 600,
  oura: 150,
  spotify: 500,
}

/** An OAuth integration is written in 150 lines, a file import in 120. A provider with more quirks gets a limit of its own above. */
const DEFAULT_LIMIT = 300

export function limitOf(integration: string): number {
  return LIMITS[integration] ?? DEFAULT_LIMIT
}
