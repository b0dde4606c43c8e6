// A person's media items as `COPY` writes them, through gzip: `copy-over-http.ts <DATABASE_URL>`; sends its port when it listens.

import { createServer } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to } from 'pg-copy-streams'

const [, , connectionString] = process.argv

const COPY = `
  copy (
    select id, platform as integration, external_id as "externalId", type, title, series_title as "seriesTitle",
      season_title as "seasonTitle", season_number as "seasonNumber", episode_title as "episodeTitle", episode_number as "episodeNumber",
      creators, occurred_on as "occurredOn", occurred_at as "occurredAt", duration_seconds as "durationSeconds", profile, url,
      created_at as "createdAt", updated_at as "updatedAt"
    from media_items where user_id = (select id from users) order by sort_at desc, media_items.id desc
  ) to stdout (format csv, header)`

// As the sessions of the server: what further processes do would not be counted.
const client = new pg.Client({ connectionString, options: '-c max_parallel_workers_per_gather=0' })
await client.connect()

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/csv', 'content-encoding': 'gzip' })
  pipeline(client.query(to(COPY)), createGzip(), response).catch((error: unknown) => {
    throw error
  })
})
process.once('disconnect', () => process.exit())
server.listen({ port: 0, host: '127.0.0.1' }, () => {
  const address = server.address()
  if (typeof address === 'object') process.send?.(address?.port)
})
