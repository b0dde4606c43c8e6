import { located, type PluginApp, ProblemError, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { demoErrors } from '../demo-errors.ts'
import { beginRemoval, findDemo, insertDemo } from '../demo-store.ts'
import { DemoData, viewDemo } from '../demo-view.ts'
import type { DemoWork } from '../demo-work.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { DemoTables } from '../tables.ts'

export interface DemoRoutesContext {
  readonly parts: () => Parts
  readonly work: DemoWork
  /** Whether demo data may be created. */
  readonly available: boolean
}

const LOCATION = 'Where its state is read.'

/** `/api/demo`. */
export function demoRoutes(app: PluginApp, { parts, work, available }: DemoRoutesContext): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'Get the state of your demo data',
        description: 'What it consists of, and how far its creation is. `absent` without any.',
        operationId: 'demoGetDemoData',
        response: { 200: DemoData },
      },
    },
    async (request) => {
      const demo = await findDemo(tablesOf(parts()), signedIn(request).userId)
      return viewDemo(parts(), { available, demo })
    },
  )
  app.post(
    '/',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Create demo data',
        description:
          'Connects you to simulated providers within the server, and imports files of a simulated person: more than a year of days. The newest days come first. It is marked (`simulated` of connections, `trigger` `demo` of imports), syncs by itself like real accounts, and is removed as a whole. With demo data, the answer is its state.',
        operationId: 'demoCreateDemoData',
        response: {
          202: located(DemoData, {
            description: 'It is being created, or is there already.',
            location: LOCATION,
          }),
        },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      if (!available)
        throw new ProblemError(demoErrors.DEMO_OFF, { detail: 'The operator has set DEMO_DATA=off.' })
      const { database } = parts()
      const begun = await database.transaction<DemoTables, Awaited<ReturnType<typeof insertDemo>>>((trx) =>
        insertDemo(trx, userId),
      )
      if (begun !== undefined) database.afterCommit(() => work.run(begun))
      const demo = begun ?? (await findDemo(tablesOf(parts()), userId))
      if (demo !== undefined && demo.removing_at !== null)
        throw new ProblemError(demoErrors.DEMO_REMOVING, { detail: 'Try again when it is gone.' })
      return reply
        .code(202)
        .header('location', '/api/demo')
        .send(await viewDemo(parts(), { available, demo }))
    },
  )
  app.delete(
    '/',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Remove your demo data',
        description:
          'All of it, also while it is being created: connections, values, items, jobs and notifications. What is yours stays. Idempotent.',
        operationId: 'demoDeleteDemoData',
        response: { 204: Type.Null({ description: 'It is removed.' }) },
      },
    },
    async (request, reply) => {
      const demo = await beginRemoval(tablesOf(parts()), signedIn(request).userId)
      if (demo !== undefined) await work.remove(demo)
      return reply.code(204).send(null)
    },
  )
}
