import { hashToken } from '@tributary/core'
import type { DBAdapter, DBTransactionAdapter, Where } from 'better-auth/adapters'

type Row = Record<string, unknown>

/**
 * Keeps session tokens out of the database. better-auth stores them in plain text, so a reader of the table or of a
 * backup could take over any session. Here the column holds the hash: tokens are hashed on writing, and the caller
 * gets its own token back, the only one that it needs.
 *
 * Rows found by another column carry the hash, which is no valid token.
 */
export function hashSessionTokens(adapter: DBAdapter): DBAdapter {
  return {
    ...hashWithin(adapter),
    // Types only: both are the same object with and without `transaction`.
    transaction: (work) => adapter.transaction((trx) => work(hashWithin(trx as DBAdapter))),
  }
}

function hashWithin(adapter: DBAdapter): DBTransactionAdapter {
  const hashed = <Q extends { model: string; where?: Where[] | undefined }>(query: Q): Q =>
    query.model === 'session' && query.where !== undefined
      ? { ...query, where: query.where.map(hashCondition) }
      : query
  return {
    ...adapter,
    async create<T extends Row, R = T>(query: Parameters<DBAdapter['create']>[0]) {
      const token = query.data['token']
      if (query.model !== 'session' || typeof token !== 'string') return adapter.create<T, R>(query as never)
      const row = await adapter.create<T, R>({
        ...query,
        data: { ...query.data, token: hashToken(token) },
      } as never)
      return { ...row, token }
    },
    async findOne<T>(query: Parameters<DBAdapter['findOne']>[0]) {
      return restore(await adapter.findOne<T>(hashed(query)), query)
    },
    async update<T>(query: Parameters<DBAdapter['update']>[0]) {
      return restore(await adapter.update<T>(hashed(query)), query)
    },
    findMany: (query) => adapter.findMany(hashed(query)),
    count: (query) => adapter.count(hashed(query)),
    updateMany: (query) => adapter.updateMany(hashed(query)),
    delete: (query) => adapter.delete(hashed(query)),
    deleteMany: (query) => adapter.deleteMany(hashed(query)),
    consumeOne: (query) => adapter.consumeOne(hashed(query)),
    incrementOne: (query) => adapter.incrementOne(hashed(query)),
  }
}

function hashCondition(condition: Where): Where {
  if (condition.field !== 'token') return condition
  const { value } = condition
  if (Array.isArray(value)) return { ...condition, value: value.map((each) => hashToken(String(each))) }
  return { ...condition, value: hashToken(String(value)) }
}

function restore<T>(row: T | null, query: { model: string; where: Where[] }): T | null {
  const token =
    query.model === 'session' ? query.where.find(({ field }) => field === 'token')?.value : undefined
  return row === null || typeof token !== 'string' ? row : { ...row, token }
}
