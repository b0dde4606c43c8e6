import {
  createProviderSimulator,
  type ProviderSimulator,
  type SimulatorClient,
} from '@tributary/provider-simulator'

const API = 'https://api.talks.example.org/v1'
const DAY = 86_400_000
const PAGE_TALKS = 3

/** Each account sees a talk a day; an answer follows from the account, the query and the simulator's clock. */
export function startTalks(client: SimulatorClient): Promise<ProviderSimulator> {
  return createProviderSimulator({
    name: 'Talks',
    profile: {
      authorizationUrl: 'https://talks.example.org/authorize',
      tokenUrl: 'https://talks.example.org/token',
      scopes: ['history.read'],
      clientAuthentication: ['basic'],
      pkce: 'required',
      rotation: 'strict',
      accessTokenSeconds: 3600,
    },
    clients: [client],
    accounts: [
      { id: 'ada', name: 'Ada' },
      { id: 'bob', name: 'Bob' },
    ],
    routes: [
      { url: `${API}/me`, handle: ({ account }) => ({ body: { id: account.id, name: account.name } }) },
      {
        url: `${API}/seen`,
        scopes: ['history.read'],
        handle({ account, query, now, dataFaults }) {
          const days = Array.from({ length: 30 }, (_, ago) =>
            new Date(now - ago * DAY).toISOString().slice(0, 10),
          )
          const asked = days.filter(
            (day) => day >= (query.get('from') ?? '') && day <= (query.get('to') ?? '9'),
          )
          const from = Number(query.get('after') ?? 0)
          const page = asked.slice(from, from + PAGE_TALKS)
          const items = page.map((day) => ({
            id: `${account.id}-${day}`,
            title: `The talk of ${day}`,
            seenOn: day,
          }))
          return {
            body: {
              items: dataFaults.has('duplicates') ? [...items, ...items] : items,
              ...(from + PAGE_TALKS < asked.length && { next: String(from + PAGE_TALKS) }),
            },
          }
        },
      },
    ],
  })
}
