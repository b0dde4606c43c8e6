import {
  createProviderSimulator,
  keyProfile,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  type SimulatorReply,
  type SimulatorRequest,
} from '@tributary/provider-simulator'
import { searchTitles } from './search-titles.ts'
import { HARD_TITLES, type SimulatedTitle } from './simulated-titles.ts'
import { filmOf, refusal, rowOf, seasonOf, showOf } from './title-replies.ts'

export const API_KEY = '0123456789abcdef0123456789abcdef'
export const ACCESS_TOKEN = 'eyJhbGciOiJIUzI1NiJ9.c2ltdWxhdGVk.c2lnbmF0dXJl'

const API = 'https://api.themoviedb.org/3'
const PAGE_SIZE = 20
const GENRES = {
  movie: { 18: 'Drama', 35: 'Comedy' },
  tv: { 18: 'Drama', 10764: 'Reality', 10765: 'Sci-Fi & Fantasy' },
} as const

export interface TmdbSimulatorOptions
  extends Pick<ProviderSimulatorOptions, 'port' | 'now' | 'random' | 'inProcess'> {
  /** Default: `HARD_TITLES`. */
  readonly titles?: readonly SimulatedTitle[]
}

/**
 * Starts a simulated TMDB. It takes `API_KEY` in the query or `ACCESS_TOKEN` as a bearer token.
 *
 * @example
 * await using simulator = await createTmdbSimulator()
 */
export async function createTmdbSimulator({
  titles = HARD_TITLES,
  ...rest
}: TmdbSimulatorOptions = {}): Promise<ProviderSimulator> {
  const find = (kind: string, { params }: SimulatorRequest) =>
    titles.find((one) => one.kind === kind && one.id === Number(params['id']))
  const route = (path: string, handle: (request: SimulatorRequest) => SimulatorReply) => ({
    url: `${API}${path}`,
    access: 'open' as const,
    handle: (request: SimulatorRequest) => (isPermitted(request) ? handle(request) : refusal(7)),
  })
  const ofTitle =
    (kind: string, reply: (title: SimulatedTitle, request: SimulatorRequest) => SimulatorReply) =>
    (request: SimulatorRequest) => {
      const title = find(kind, request)
      return title === undefined ? refusal(34) : reply(title, request)
    }
  return createProviderSimulator({
    name: 'TMDB',
    profile: keyProfile({ apiUrls: [API] }),
    accounts: [{ id: 'server', name: 'The server' }],
    routes: [
      route('/configuration', () => ({
        body: {
          images: { secure_base_url: 'https://image.tmdb.org/t/p/', poster_sizes: ['w342', 'original'] },
        },
      })),
      ...(['movie', 'tv'] as const).map((kind) =>
        route(`/genre/${kind}/list`, () => ({
          body: { genres: Object.entries(GENRES[kind]).map(([id, name]) => ({ id: Number(id), name })) },
        })),
      ),
      route('/search/multi', ({ query }) => searchReply(titles, query)),
      route('/movie/:id', ofTitle('movie', filmOf)),
      route('/tv/:id', ofTitle('tv', showOf)),
      route(
        '/tv/:id/season/:season',
        ofTitle('tv', (title, { params, query }) =>
          seasonOf(title, Number(params['season']), query.get('language') ?? 'en-US'),
        ),
      ),
    ],
    ...rest,
  })
}

function searchReply(titles: readonly SimulatedTitle[], query: URLSearchParams): SimulatorReply {
  const [asked, page] = [query.get('query')?.trim() ?? '', Number(query.get('page') ?? 1)]
  if (asked === '') return refusal(5)
  if (!Number.isInteger(page) || page < 1 || page > 500) return refusal(22)
  const found = searchTitles(titles, asked).filter(
    (one) => one.adult !== true || query.get('include_adult') === 'true',
  )
  const results = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map(rowOf)
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE))
  return { body: { page, results, total_pages: pages, total_results: found.length } }
}

function isPermitted({ headers, query }: SimulatorRequest): boolean {
  return query.get('api_key') === API_KEY || headers['authorization'] === `Bearer ${ACCESS_TOKEN}`
}
