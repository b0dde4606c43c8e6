import { useLingui } from '@lingui/react/macro'
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useFormats } from '../../i18n/formats.ts'
import { type FacetKind, facetsQuery } from './enrichment/enrichment-queries.ts'
import { wordName } from './enrichment/words.ts'
import type { Change } from './library-filters.tsx'
import type { LibrarySearch } from './library-search.ts'

interface FacetFiltersProps {
  readonly search: LibrarySearch
  readonly onChange: (part: Change) => void
}

/** Filters by what enrichers have found out. Those without any value are left out. */
export function FacetFilters({ search, onChange }: FacetFiltersProps) {
  const { t } = useLingui()
  return (
    <>
      <FacetFilter
        facet="genre"
        label={t`Genre`}
        all={t`All genres`}
        value={search.genre}
        onChange={(genre) => onChange({ genre })}
      />
      <FacetFilter
        facet="tag"
        label={t`Tag`}
        all={t`All tags`}
        value={search.tag}
        onChange={(tag) => onChange({ tag })}
      />
      <FacetFilter
        facet="topic"
        label={t`Topic`}
        all={t`All topics`}
        value={search.topic}
        onChange={(topic) => onChange({ topic })}
      />
      <FacetFilter
        facet="year"
        label={t`Year of the work`}
        all={t`All years`}
        value={search.year?.toString()}
        onChange={(year) => onChange({ year: year === undefined ? undefined : Number(year) })}
      />
    </>
  )
}

interface FacetFilterProps {
  readonly facet: FacetKind
  readonly label: string
  readonly all: string
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
}

function FacetFilter({ facet, label, all, value, onChange }: FacetFilterProps) {
  const { i18n } = useLingui()
  const { number } = useFormats()
  const { data = [] } = useQuery(facetsQuery(facet))
  if (data.length === 0 && value === undefined) return null
  const nameOf = (word: string, written: string) => {
    const name = wordName(facet, word)
    return typeof name === 'string' ? written : i18n._(name)
  }
  const chosen = value?.toLowerCase()
  const offered = data.map((one) => ({
    value: one.value,
    label: `${nameOf(one.value, one.label)} (${number(one.works)})`,
  }))
  // One of the address that no work has any more can still be seen and taken away.
  if (chosen !== undefined && !offered.some((one) => one.value === chosen))
    offered.unshift({ value: chosen, label: value ?? chosen })
  return (
    <Select
      aria-label={label}
      placeholder={all}
      w={160}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': all }}
      value={chosen ?? null}
      data={facet === 'year' ? offered.toSorted((a, b) => Number(b.value) - Number(a.value)) : offered}
      onChange={(next) => onChange(next ?? undefined)}
    />
  )
}
