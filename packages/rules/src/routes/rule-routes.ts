import { listOf, located, type PluginApp, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { MOST_RULES } from '../limits.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { Condition } from '../rules/condition.ts'
import { deleteRule, listRules } from '../rules/rule-store.ts'
import { ChannelId, Enabled, EXAMPLE_RULE_ID, Rule, viewRule } from '../rules/rule-view.ts'
import { addRule, changeRule, ruleOf } from '../rules/write-rule.ts'

export type PartsOf = () => Parts

const RuleId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'Of the rule.', examples: [EXAMPLE_RULE_ID] }),
})

const EXAMPLE = {
  when: { on: 'metric', metric: 'fitbit.steps', passes: 'above', threshold: 10_000 },
  channelId: '0198c7e2-1b2c-7000-8000-6d1f2a3b4c5d',
}

const NewRule = Type.Object(
  { when: Condition, channelId: ChannelId, enabled: Type.Optional(Enabled) },
  { title: 'NewRule', examples: [EXAMPLE] },
)

const RuleChange = Type.Object(
  {
    when: Type.Optional(Condition),
    channelId: Type.Optional(ChannelId),
    enabled: Type.Optional(Enabled),
  },
  { title: 'RuleChange', minProperties: 1, examples: [{ enabled: false }] },
)

/** `/api/rules` */
export function ruleRoutes(app: PluginApp, parts: PartsOf): void {
  readRoutes(app, parts)
  writeRoutes(app, parts)
}

function readRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'List your rules',
        description: `The oldest first; ${MOST_RULES} at most, on one page.`,
        operationId: 'rulesListRules',
        response: { 200: listOf(Rule, 'RuleList') },
      },
    },
    async (request) => {
      const rows = await listRules(tablesOf(parts()), signedIn(request).userId)
      return { items: rows.map(viewRule), nextCursor: null }
    },
  )
  app.get(
    '/:id',
    {
      schema: {
        summary: 'Get a rule',
        description: 'One of yours, with when it last fired.',
        operationId: 'rulesGetRule',
        params: RuleId,
        response: { 200: Rule },
      },
    },
    async (request) => viewRule(await ruleOf(parts(), signedIn(request).userId, request.params.id)),
  )
}

function writeRoutes(app: PluginApp, parts: PartsOf): void {
  app.post(
    '/',
    {
      schema: {
        summary: 'Create a rule',
        description:
          'It looks at what changes from now on, and never fires for what is so already. Each day, item or import fires once, and an API key needs the scope of what the rule is about.',
        operationId: 'rulesCreateRule',
        body: NewRule,
        response: { 201: located(Rule, { description: 'The rule.', location: '`/api/rules/<id>`' }) },
      },
    },
    async (request, reply) => {
      const { when: condition, channelId, enabled = true } = request.body
      const row = await addRule(parts(), signedIn(request), { condition, channelId, enabled })
      return reply.code(201).header('location', `/api/rules/${row.id}`).send(viewRule(row))
    },
  )
  app.patch(
    '/:id',
    {
      schema: {
        summary: 'Change a rule',
        description:
          'With another `when`, or enabled again, it begins as a new one does; what has fired does not fire again.',
        operationId: 'rulesUpdateRule',
        params: RuleId,
        body: RuleChange,
        response: { 200: Rule },
      },
    },
    async (request) => {
      const { when: condition, ...rest } = request.body
      const whose = { principal: signedIn(request), id: request.params.id }
      const contents = { ...rest, ...(condition === undefined ? {} : { condition }) }
      return viewRule(await changeRule(parts(), whose, contents))
    },
  )
  app.delete(
    '/:id',
    {
      schema: {
        summary: 'Delete a rule',
        description: 'With its log. What it has already sent stays in your inbox.',
        operationId: 'rulesDeleteRule',
        params: RuleId,
        response: { 204: Type.Null({ description: 'Deleted.' }) },
      },
    },
    async (request, reply) => {
      const rule = await ruleOf(parts(), signedIn(request).userId, request.params.id)
      await deleteRule(tablesOf(parts()), rule)
      return reply.code(204).send(null)
    },
  )
}
