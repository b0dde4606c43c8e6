import type pg from 'pg'
import { withClient } from '../with-client.ts'

/** So that both sides print values and names alike, whatever a database sets, and no time-out ends a long copy. */
const SETTINGS = `
  set search_path = '';
  set client_encoding = 'UTF8';
  set datestyle = 'ISO, YMD';
  set intervalstyle = 'postgres';
  set timezone = 'UTC';
  set extra_float_digits = 1;
  set bytea_output = 'hex';
  set xmloption = 'content';
  set statement_timeout = 0;
  set lock_timeout = 0;
  set idle_in_transaction_session_timeout = 0;
  set check_function_bodies = off;
  set client_min_messages = 'warning'`

/** Opens a connection for copying, runs work with it and closes it. */
export function withSession<T>(
  connection: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return withClient(connection, async (client) => {
    await client.query(SETTINGS)
    return work(client)
  })
}
