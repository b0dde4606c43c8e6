import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Select } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { integrationsQuery } from '../../api/integrations.ts'
import { MEDIA_TYPES } from '../../components/media-types.ts'
import { useMediaTypeNames } from '../../components/use-media-type-names.ts'
import { DateFilter } from './date-filter.tsx'
import { FacetFilters } from './facet-filters.tsx'
import classes from './library-filters.module.css'
import { hasFilters, type LibrarySearch } from './library-search.ts'
import { TextFilter } from './text-filter.tsx'

export type Change = { readonly [Key in keyof LibrarySearch]: LibrarySearch[Key] | undefined }

interface LibraryFiltersProps {
  readonly search: LibrarySearch
  readonly onChange: (part: Change) => void
}

const NOTHING: Change = {
  integration: undefined,
  type: undefined,
  from: undefined,
  to: undefined,
  text: undefined,
  genre: undefined,
  tag: undefined,
  topic: undefined,
  year: undefined,
}

/** What of the library is shown. */
export function LibraryFilters({ search, onChange }: LibraryFiltersProps) {
  const { t } = useLingui()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const typeName = useMediaTypeNames()
  const { data: integrations = [] } = useQuery(integrationsQuery)
  const media = integrations.filter(({ streams }) => streams.some(({ kind }) => kind === 'media'))
  const offered = media.length === 0 ? integrations : media
  return (
    <Group gap="xs" align="flex-end" mb="sm">
      <TextFilter text={search.text} onChange={(text) => onChange({ text })} />
      <Button
        variant="default"
        hiddenFrom="sm"
        leftSection={<IconFilter size={16} aria-hidden />}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Trans>Filters</Trans>
      </Button>
      <div id={id} className={classes['rest']} data-open={isOpen}>
        <Select
          aria-label={t`Service`}
          placeholder={t`All services`}
          w={160}
          clearable
          clearButtonProps={{ 'aria-label': t`All services` }}
          value={search.integration ?? null}
          data={offered.map(({ integration, displayName }) => ({ value: integration, label: displayName }))}
          onChange={(integration) => onChange({ integration: integration ?? undefined })}
        />
        <Select
          aria-label={t`Type`}
          placeholder={t`All types`}
          w={160}
          clearable
          clearButtonProps={{ 'aria-label': t`All types` }}
          value={search.type ?? null}
          data={MEDIA_TYPES.map((type) => ({ value: type, label: typeName(type) }))}
          onChange={(type) => onChange({ type: type ?? undefined })}
        />
        <DateFilter
          label={t`From`}
          date={search.from}
          max={search.to}
          onChange={(from) => onChange({ from })}
        />
        <DateFilter label={t`To`} date={search.to} min={search.from} onChange={(to) => onChange({ to })} />
        <FacetFilters search={search} onChange={onChange} />
        {hasFilters(search) && (
          <Button variant="subtle" onClick={() => onChange(NOTHING)}>
            <Trans>Show all</Trans>
          </Button>
        )}
      </div>
    </Group>
  )
}
