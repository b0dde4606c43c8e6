import { type HttpAnswer, IntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { errorFrom, type PollOptions, poll } from '@tributary/integration-kit/providers'
import { Check } from 'typebox/value'
import { Enqueued, Failure, Task, type TaskRequest } from './api-shapes.ts'
import { ERRORS } from './errors-table.ts'

/** Its name is the cause. What Meilisearch says is not repeated, since it has parts of documents. */
function errorOf(cause: string): IntegrationError | undefined {
  return errorFrom(ERRORS, cause, { isNamed: true, cause })
}

/** What is not in the table is classified by its status; so is a failure of the server, which may say when to try again. */
export function classifyAnswer({ status, body }: HttpAnswer): IntegrationError | undefined {
  return status >= 400 && status < 500 && Check(Failure, body) ? errorOf(body.code) : undefined
}

/** Passes over an error of this name. */
export function unless(name: string): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof Error && error.cause === name)) throw error
  }
}

/**
 * Sends what becomes a task, and waits until the task has succeeded. What has not ended in a minute, since tasks of other indexes may be before
 * it, fails as `upstream`, and stays in the queue: sending it again has no further effect. https://www.meilisearch.com/docs/reference/api/tasks
 */
export async function runTask(http: ProviderHttp, request: TaskRequest, options: PollOptions): Promise<void> {
  const { body } = await http.request({ ...request, schema: Enqueued })
  const ended = await poll(async () => {
    const task = await http.get(`tasks/${body.taskUid}`, { schema: Task })
    return ['enqueued', 'processing'].includes(task.status) ? undefined : task
  }, options)
  if (ended?.status === 'succeeded') return
  const cause = ended?.error?.code ?? ended?.status ?? 'time limit'
  throw (
    errorOf(cause) ?? new IntegrationError('upstream', `A task of Meilisearch failed (${cause}).`, { cause })
  )
}
