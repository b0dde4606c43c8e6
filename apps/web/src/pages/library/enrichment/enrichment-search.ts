/** What the list of works shows. */
export const SHOWN = ['failed', 'doubtful', 'pending', 'skipped', 'done'] as const

export type Shown = (typeof SHOWN)[number]

export interface EnrichmentSearch {
  readonly show?: Shown
  readonly enricher?: string
  /** Of the work that is open. */
  readonly work?: string
}

/** What is not understood in an address is left out. */
export function readEnrichmentSearch(search: Record<string, unknown>): EnrichmentSearch {
  const show = SHOWN.find((each) => each === search['show'])
  const { enricher } = search
  // The router reads `work=17` as a number.
  const work = typeof search['work'] === 'number' ? search['work'].toString() : search['work']
  return {
    ...(show === undefined ? {} : { show }),
    ...(typeof enricher === 'string' && enricher !== '' ? { enricher } : {}),
    ...(typeof work === 'string' && /^\d{1,15}$/.test(work) ? { work } : {}),
  }
}

/** As the API takes it. */
export interface WorksFilter {
  readonly state?: Exclude<Shown, 'doubtful'>
  readonly doubtful?: boolean
  readonly enricher?: string
}

export function filterOf({ show = 'failed', enricher }: EnrichmentSearch): WorksFilter {
  return {
    ...(show === 'doubtful' ? { doubtful: true } : { state: show }),
    ...(enricher === undefined ? {} : { enricher }),
  }
}
