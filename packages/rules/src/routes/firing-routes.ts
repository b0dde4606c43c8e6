import {
  DEFAULT_LIMIT,
  listOf,
  located,
  type PluginApp,
  ProblemError,
  pageParameters,
  signedIn,
  unknownValue,
} from '@tributary/core'
import { Type } from 'typebox'
import { keyOfFiring, parametersOf } from '../firings/compose-firing.ts'
import { findFiring, listFirings } from '../firings/firing-store.ts'
import { EXAMPLE_FIRING_ID, Firing, TryOutView, viewFiring } from '../firings/firing-view.ts'
import { KEPT_DAYS, TRYOUT_DAYS } from '../limits.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { Condition } from '../rules/condition.ts'
import { listRules } from '../rules/rule-store.ts'
import { checkCondition } from '../rules/write-rule.ts'
import { rulesErrors } from '../rules-errors.ts'
import type { FiringRow } from '../tables.ts'
import { tryOut } from '../tryout/try-out.ts'
import type { PartsOf } from './rule-routes.ts'

const FiringId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'Of the entry.', examples: [EXAMPLE_FIRING_ID] }),
})

const Question = Type.Object(
  { when: Condition },
  {
    title: 'RuleQuestion',
    examples: [{ when: { on: 'metric', metric: 'fitbit.steps', passes: 'above', threshold: 10_000 } }],
  },
)

/** `/api/rules/firings` and `/api/rules/try` */
export function firingRoutes(app: PluginApp, parts: PartsOf): void {
  tryRoute(app, parts)
  readRoutes(app, parts)
  sendAgainRoute(app, parts)
}

function tryRoute(app: PluginApp, parts: PartsOf): void {
  app.post(
    '/try',
    {
      config: { creates: false },
      schema: {
        summary: 'Try a rule',
        description: `What it would have said in the last ${TRYOUT_DAYS} days. Nothing is sent or stored.`,
        operationId: 'rulesTryRule',
        body: Question,
        response: { 200: TryOutView },
      },
    },
    async (request) => {
      const principal = signedIn(request)
      const { when } = request.body
      await checkCondition(parts(), principal, when)
      const { items, ...tried } = await tryOut(parts(), principal.userId, when)
      return {
        ...tried,
        items: items.map(({ facts, ...said }) => ({ ...said, parameters: parametersOf(facts) })),
      }
    },
  )
}

function readRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/firings',
    {
      schema: {
        summary: 'List what your rules have fired for',
        description: `Of the last ${KEPT_DAYS} days, the newest first, each with what became of it.`,
        operationId: 'rulesListFirings',
        querystring: Type.Object({
          ruleId: Type.Optional(Type.String({ format: 'uuid', description: 'Only of this rule of yours.' })),
          ...pageParameters,
        }),
        response: { 200: listOf(Firing, 'RuleFiringList') },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      const { limit = DEFAULT_LIMIT, ...filters } = request.query
      const db = tablesOf(parts())
      if (filters.ruleId !== undefined) {
        const known = (await listRules(db, userId)).map(({ id }) => id)
        if (!known.includes(filters.ruleId))
          throw unknownValue({ parameter: 'ruleId', value: filters.ruleId, known })
      }
      const page = await listFirings(db, { userId, limit, ...filters })
      return { items: await viewAll(parts(), userId, page.items), nextCursor: page.nextCursor }
    },
  )
  app.get(
    '/firings/:id',
    {
      schema: {
        summary: 'Get an entry of the log of your rules',
        description: 'What the rule has fired for, and what became of it.',
        operationId: 'rulesGetFiring',
        params: FiringId,
        response: { 200: Firing },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      return viewOne(parts(), userId, await firingOf(parts(), userId, request.params.id))
    },
  )
}

function sendAgainRoute(app: PluginApp, parts: PartsOf): void {
  app.post(
    '/firings/:id/redeliver',
    {
      schema: {
        summary: 'Send what a rule has fired for again',
        description:
          'Through the channel that it was for, at once, also in quiet hours. A workflow gets the event with the id that it had.',
        operationId: 'rulesRedeliver',
        params: FiringId,
        response: {
          202: located(Firing, {
            description: 'The entry, which is sent in the background.',
            location: '`/api/rules/firings/<id>`',
          }),
        },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      const firing = await firingOf(parts(), userId, request.params.id)
      await parts().notifications.sendAgain({
        userId,
        key: keyOfFiring(firing),
        channelId: firing.channel_id,
      })
      return reply
        .code(202)
        .header('location', `/api/rules/firings/${firing.id}`)
        .send(await viewOne(parts(), userId, firing))
    },
  )
}

async function firingOf(parts: Parts, userId: string, id: string): Promise<FiringRow> {
  const row = await findFiring(tablesOf(parts), userId, id)
  if (row !== undefined) return row
  throw new ProblemError(rulesErrors.RULES_FIRING_NOT_FOUND, {
    detail: 'GET /api/rules/firings lists yours.',
  })
}

async function viewOne({ notifications }: Parts, userId: string, row: FiringRow) {
  const sent = await notifications.listSent(userId, [keyOfFiring(row)])
  return viewFiring(
    row,
    sent.find(({ channelId }) => channelId === row.channel_id),
  )
}

async function viewAll({ notifications }: Parts, userId: string, rows: readonly FiringRow[]) {
  const sent = await notifications.listSent(userId, rows.map(keyOfFiring))
  return rows.map((row) =>
    viewFiring(
      row,
      sent.find(({ key, channelId }) => key === keyOfFiring(row) && channelId === row.channel_id),
    ),
  )
}
