import type { PluginApp } from '@tributary/core'
import { INSTANCE_STATES, type ProviderInstance } from '@tributary/integration-host'
import { Type } from 'typebox'
import { describeSearch, SEARCH_PROBLEMS } from '../describe-search.ts'
import type { Parts } from '../parts.ts'

const Instance = Type.Object({
  id: Type.String(),
  plugin: Type.String(),
  name: Type.String(),
  state: Type.Enum([...INSTANCE_STATES], { type: 'string' }),
})

const PROBLEM = `Why titles are searched in PostgreSQL instead, for some people at least. \`missing\`: the instance does not exist; \`unusable\`: it is disabled or invalid; \`stopped\`: no process follows changes; \`failing\`: it does not take changes; \`filling\`: it does not have everything yet; \`behind\`: it misses changes of a while ago.`

const SearchState = Type.Object(
  {
    instance: Type.Union([Instance, Type.Null()], {
      description: 'The chosen one. Null: PostgreSQL searches in titles.',
    }),
    problem: Type.Union([Type.Enum([...SEARCH_PROBLEMS], { type: 'string' }), Type.Null()], {
      description: PROBLEM,
    }),
    people: Type.Integer({ description: 'Who is followed.' }),
    filledPeople: Type.Integer({ description: 'Whose items have been in the index completely.' }),
    behindPeople: Type.Integer({
      description: 'Of them, whose latest changes are missing for more than 30 s.',
    }),
    documents: Type.Integer({
      description: 'How many were sent since the index was begun, changed ones again.',
    }),
    failingSince: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    failure: Type.Union([Type.String(), Type.Null()], { description: 'What is wrong, and what to do.' }),
  },
  {
    title: 'SearchState',
    description: 'What finds the items of a text, and how far its index is.',
    examples: [
      {
        instance: {
          id: '7f0c8f0e-4c8a-4f0e-9d5c-1c1f7f4f2a10',
          plugin: 'meilisearch',
          name: 'home',
          state: 'active',
        },
        problem: 'filling',
        people: 3,
        filledPeople: 2,
        behindPeople: 0,
        documents: 120_500,
        failingSince: null,
        failure: null,
      },
    ],
  },
)

/** `GET /api/admin/search` */
export function stateRoute(app: PluginApp, parts: () => Parts): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'Get the state of the search',
        description:
          'Which instance finds the items of a text, how far its index is, and why PostgreSQL answers instead. The instance is chosen in the settings of the plugin `search`.',
        operationId: 'searchGetState',
        response: { 200: SearchState },
      },
    },
    async () => {
      const { choice, problem, state } = await describeSearch(parts())
      return {
        instance: choice.kind === 'instance' ? shownInstance(choice.instance) : null,
        problem,
        people: state?.people ?? 0,
        filledPeople: state?.filled ?? 0,
        behindPeople: state?.behind ?? 0,
        documents: state?.sent ?? 0,
        failingSince: state?.failingSince?.toISOString() ?? null,
        failure: state?.failure ?? null,
      }
    },
  )
}

function shownInstance({ id, plugin, name, state }: ProviderInstance) {
  return { id, plugin, name, state }
}
