// The list of a person's media items on Fastify and pg, as one would write it by hand: the same statement, the same schema, the same
// look-up of the key. `list-by-hand.ts <DATABASE_URL>`; sends its port when it listens, and serves GET /items?limit=50, with `text` as a
// part of the title by an index of trigrams on `lower(title)`.

import { createHash } from 'node:crypto'
import fastify from 'fastify'
import pg from 'pg'
import { Type } from 'typebox'

const [, , databaseUrl] = process.argv

/** `bigint` and `date` as they are written, instants as ISO 8601. */
pg.types.setTypeParser(pg.types.builtins.INT8, String)
pg.types.setTypeParser(pg.types.builtins.DATE, String)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString())

const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })

const OrNull = <const Schema extends ReturnType<typeof Type.Unsafe>>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

const Item = Type.Object({
  id: Type.String(),
  integration: Type.String(),
  externalId: Type.String(),
  type: Type.String(),
  title: Type.String(),
  seriesTitle: OrNull(Type.String()),
  seasonTitle: OrNull(Type.String()),
  seasonNumber: OrNull(Type.Integer()),
  episodeTitle: OrNull(Type.String()),
  episodeNumber: OrNull(Type.Integer()),
  creators: OrNull(Type.Array(Type.String())),
  occurredOn: Type.String(),
  occurredAt: OrNull(Type.String()),
  durationSeconds: OrNull(Type.Number()),
  profile: OrNull(Type.String()),
  url: OrNull(Type.String()),
  createdAt: Type.String(),
  updatedAt: Type.String(),
})

const SELECT = `
  select id, platform, external_id, type, title, series_title, season_title, season_number, episode_title, episode_number, creators,
    occurred_on, occurred_at, sort_at::text as sort_text, duration_seconds, profile, url, created_at, updated_at
  from media_items where user_id = $1`
const LIST = `${SELECT} order by sort_at desc, id desc limit $2`
const SEARCH = `${SELECT} and lower(title) like lower($3) order by sort_at desc, id desc limit $2`

const app = fastify()
const { rows: people } = await pool.query('select user_id from media_items limit 1')
const userId: string = people[0].user_id
/** As a warm cache of keys. */
const users = new Map<string, string>()

app.get(
  '/items',
  {
    schema: {
      querystring: Type.Object(
        {
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
          text: Type.Optional(Type.String({ minLength: 1 })),
        },
        { additionalProperties: false },
      ),
      response: { 200: Type.Object({ items: Type.Array(Item), nextCursor: OrNull(Type.String()) }) },
    },
  },
  async (request) => {
    const key = createHash('sha256')
      .update(request.headers.authorization ?? '')
      .digest('hex')
    if (!users.has(key)) users.set(key, userId)
    const { limit = 50, text } = request.query as { limit?: number; text?: string }
    const values = [users.get(key), limit + 1]
    const { rows } =
      text === undefined
        ? await pool.query({ name: 'list', text: LIST, values })
        : await pool.query(SEARCH, [...values, `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`])
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      items: shown.map((row) => ({
        id: row.id,
        integration: row.platform,
        externalId: row.external_id,
        type: row.type,
        title: row.title,
        seriesTitle: row.series_title,
        seasonTitle: row.season_title,
        seasonNumber: row.season_number,
        episodeTitle: row.episode_title,
        episodeNumber: row.episode_number,
        creators: row.creators,
        occurredOn: row.occurred_on,
        occurredAt: row.occurred_at,
        durationSeconds: row.duration_seconds,
        profile: row.profile,
        url: row.url,
        createdAt: row.created_at,
        updatedAt: row.updated_at,
      })),
      nextCursor:
        rows.length > limit
          ? Buffer.from(JSON.stringify([last.id, last.sort_text])).toString('base64url')
          : null,
    }
  },
)

process.once('disconnect', () => process.exit())
const url = await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.(Number(new URL(url).port))
