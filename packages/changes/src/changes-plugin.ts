import { userErasers } from '@tributary/accounts'
import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { type Database, database, migrations } from '@tributary/database'
import { sql } from 'kysely'
import { changeFeed } from './change-feed.ts'
import { type ChangeType, changeTypes } from './change-type.ts'
import { beginCurrentEpoch, readNow } from './current-feed.ts'
import { databaseFeed } from './database-feed.ts'
import { pruneDeletions, pruneEpochs } from './epoch-store.ts'
import { createChangeLogTables } from './migrations/0001-create-change-log.ts'
import { changesRoute } from './routes/changes-route.ts'
import { streamRoute } from './routes/stream-route.ts'
import { CatchUp } from './stream/catch-up.ts'
import { ChangeFollower } from './stream/change-follower.ts'
import type { ChangesTables } from './tables.ts'

export interface ChangesOptions {
  /** How many streams of changes one person may have open at once in this process. Default 50. */
  readonly streamsPerPerson?: number | undefined
}

/** How long deletions are kept for those who have not asked. */
const KEPT_DAYS = 30
const PRUNE_MILLISECONDS = 3_600_000
/** Before the PostgreSQL server's first checkpoint after a start, at the earliest 30 s later: until then it tells where its history begins. */
const EPOCH_MILLISECONDS = 20_000

/** The feed of changes: what was written and deleted since a client asked last. */
export function changesPlugin(options: ChangesOptions = {}): Plugin {
  const timers: NodeJS.Timeout[] = []
  return {
    name: 'changes',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Changes',
      description: 'What has changed since a moment, to be asked for or streamed.',
      author: 'The Tributary authors',
      tags: ['api'],
    },
    uses: [database, authenticator],
    registerServices(context) {
      context.contribute(migrations, { '0001-create-change-log': createChangeLogTables })
      context.contribute(userErasers, {
        // Before anything of theirs is deleted: the triggers record nothing of this user then.
        async prepare(trx, userId) {
          await sql`select set_config('tributary.erased_user', ${userId}, true)`.execute(trx)
          await trx.deleteFrom('deleted_records').where('user_id', '=', userId).execute()
        },
      })
      context.registerService(changeFeed, (own) => databaseFeed(sourceOf(own)))
    },
    configureRoutes(context) {
      const feed = () => context.getService(changeFeed)
      const own = sourceOf(context)
      return {
        routes: async (app) => {
          changesRoute(app, feed)
          streamRoute(app, {
            feed,
            catchUp: new CatchUp(own),
            follow: (closing) =>
              new ChangeFollower({
                ...own,
                closing,
                onFailure: (err) => context.logger.warn({ err }, 'changes could not be read; trying again'),
              }),
            streamsPerPerson: options.streamsPerPerson,
          })
        },
      }
    },
    openapiSchema: () => ({ description: 'What has changed: to be asked for, or sent as it happens.' }),
    async start(context) {
      const db = context.getService(database)
      const own = sourceOf(context)
      await beginCurrentEpoch(own)
      timers.push(
        setInterval(() => void prune(db, context.logger), PRUNE_MILLISECONDS).unref(),
        // While the database is away, its own log reports that.
        setInterval(() => void readNow(own).catch(() => {}), EPOCH_MILLISECONDS).unref(),
      )
    },
    stop() {
      for (const timer of timers.splice(0)) clearInterval(timer)
    },
  }
}

function sourceOf(context: PluginContext) {
  return {
    db: () => context.getService(database).tables<ChangesTables>(),
    types: () => typesOf(context),
    caughtUp: () => context.getService(database).caughtUp(),
  }
}

function typesOf(context: PluginContext): readonly ChangeType[] {
  return context.getContributions(changeTypes).map(({ value }) => value)
}

async function prune(db: Database, logger: PluginContext['logger']): Promise<void> {
  try {
    await db.transaction<ChangesTables, void>((trx) => pruneDeletions(trx, KEPT_DAYS))
    await pruneEpochs(db.tables<ChangesTables>(), KEPT_DAYS)
  } catch (error) {
    logger.warn({ err: error }, 'pruning of recorded deletions deferred')
  }
}
