const POSITION = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i

/** Beyond every log: no replica reaches it. */
export const UNREACHABLE_POSITION = 'FFFFFFFF/FFFFFFFF'

/**
 * SQL: the position that the commits of all answered requests lie before. What has been flushed, since a replica receives no more; with
 * `synchronous_commit = off` a commit is answered before it is flushed.
 */
export const PRIMARY_POSITION = `
  case when current_setting('synchronous_commit') = 'off' then pg_current_wal_insert_lsn() else pg_current_wal_flush_lsn() end`

/** SQL: how far a standby has replayed the log. Of a primary, where `DATABASE_READ_URL` leads to it as well, its position. */
export const REPLAYED_POSITION = `
  case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end`

/**
 * A position of the log (`pg_lsn`) as a number of bytes; `undefined` for any other text.
 *
 * @example
 * parsePosition('16/B374D848') // 97500059720n
 */
export function parsePosition(text: string | null | undefined): bigint | undefined {
  const [, high, low] = POSITION.exec(text ?? '') ?? []
  return high === undefined ? undefined : (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}
