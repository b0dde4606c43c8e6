/** Settings of a session by name, each value as `set` takes it. */
export type SessionSettings = Readonly<Record<string, string>>

/**
 * The settings that this server's SQL, value parsers and time limits rely on, independent of the defaults of the
 * role, the database or the server. `statementTimeout` in milliseconds; 0 leaves both limits to the database.
 */
export function sessionSettings({
  statementTimeout,
}: {
  readonly statementTimeout: number
}): SessionSettings {
  const milliseconds = String(statementTimeout)
  return {
    ...(statementTimeout > 0
      ? { statement_timeout: milliseconds, idle_in_transaction_session_timeout: milliseconds }
      : {}),
    // Tables are named without a schema; those of pg-boss and of the migrations with theirs.
    search_path: 'public',
    client_encoding: 'UTF8',
    // A `date` is passed on as text, and a timestamp ending in +00 is read without pg's parser.
    DateStyle: 'ISO, MDY',
    TimeZone: 'UTC',
    IntervalStyle: 'postgres',
    // Literals that Kysely writes double quotes and leave backslashes alone.
    standard_conforming_strings: 'on',
    bytea_output: 'hex',
    // Below 1, floats lose digits in transit.
    extra_float_digits: '1',
    // A statement uses one processor, so that an expensive one leaves the others to other people. In parallel, a
    // summary of 200,000 items takes three processes and is not faster on two processors.
    max_parallel_workers_per_gather: '0',
  }
}

/**
 * Sets all settings and returns a row with their values as PostgreSQL prints them; until the end of the transaction
 * if `local`.
 */
export function setStatement(settings: SessionSettings, { local }: { readonly local: boolean }): string {
  const calls = Object.entries(settings).map(
    ([name, value]) => `set_config('${name}', '${value}', ${local}) as "${name}"`,
  )
  return `select ${calls.join(', ')}`
}

/** Returns a row with the current values of this connection. */
export function readStatement(settings: SessionSettings): string {
  return `select ${Object.keys(settings)
    .map((name) => `current_setting('${name}') as "${name}"`)
    .join(', ')}`
}
