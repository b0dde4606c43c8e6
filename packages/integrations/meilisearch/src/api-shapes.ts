import { Type } from 'typebox'

/** https://www.meilisearch.com/docs/reference/errors/overview */
export const Failure = Type.Object({ code: Type.String() })

/** https://www.meilisearch.com/docs/reference/api/health */
export const Health = Type.Object({ status: Type.String() })

/** https://www.meilisearch.com/docs/reference/api/tasks#summarized-task-object */
export const Enqueued = Type.Object({ taskUid: Type.Integer() })

/** https://www.meilisearch.com/docs/reference/api/tasks#task-object */
export const Task = Type.Object({
  status: Type.String(),
  error: Type.Optional(Type.Union([Failure, Type.Null()])),
})

/** https://www.meilisearch.com/docs/reference/api/search#response */
export const Found = Type.Object({
  hits: Type.Array(Type.Object({ id: Type.String() })),
  estimatedTotalHits: Type.Integer(),
})

/** What becomes a task. */
export interface TaskRequest {
  readonly method: 'POST' | 'PATCH'
  readonly path: string
  readonly json: unknown
}
